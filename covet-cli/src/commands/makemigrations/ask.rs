//! Questions that schemas cannot answer: asked on a terminal, or told with the flags that answer them.

use covet_core::diff::{Answers, Question};
use covet_core::schema::Column;
use covet_core::{Ident, TableName};
use serde_json::{Value, json};

use crate::commands::answers::{self, EXPRESSION};
use crate::exit::{Exit, Failure, Outcome};
use crate::terminal::Terminal;

/// The question to be asked first: an answer to one of tables may make others moot.
pub(super) fn first(questions: &[Question]) -> Option<&Question> {
    questions.iter().min_by_key(|question| match question {
        Question::RenamedTable { .. } => 0,
        Question::GoneTable { .. } => 1,
        Question::RenamedColumn { .. } => 2,
        Question::Value { .. } | Question::Using { .. } => 3,
    })
}

/// The questions that have to be answered whatever the answers to the others are: a column that may be another under a new
/// name needs no value then.
pub(super) fn without_moot(questions: &[Question]) -> Vec<&Question> {
    let may_be_renamed = |table: &TableName, column: &Ident| {
        questions.iter().any(|question| match question {
            Question::RenamedTable { candidates, .. } => candidates.contains(table),
            Question::RenamedColumn { table: of, candidates, .. } => of == table && candidates.contains(column),
            Question::GoneTable { .. } | Question::Value { .. } | Question::Using { .. } => false,
        })
    };
    let is_moot = |question: &&Question| match question {
        Question::Value { table, column, .. } => may_be_renamed(table, &column.name),
        _ => false,
    };
    questions.iter().filter(|question| !is_moot(question)).collect()
}

/// Asks a question, and adds the answer.
///
/// # Errors
/// When whoever is asked gives none.
pub(super) fn ask(question: &Question, answers: &mut Answers, terminal: Terminal) -> Outcome<()> {
    match question {
        Question::RenamedTable { from, candidates } => {
            let choices = candidates.iter().map(|to| format!("it is `{to}` now"));
            let choices = choices.chain([format!("it is gone: drop `{from}` with all of its rows")]);
            let at =
                terminal.choose(&format!("no model has the table `{from}` any more"), &choices.collect::<Vec<_>>())?;
            answers.tables.insert(from.clone(), candidates.get(at).cloned());
        }
        Question::GoneTable { table } => {
            let choices = ["it stays: write nothing now".to_owned(), format!("drop `{table}` with all of its rows")];
            if terminal.choose(&format!("no model has the table `{table}` any more"), &choices)? == 0 {
                let message = format!("`{table}` has no model, and is not to be dropped; nothing was written");
                return Err(Failure::new(message).help(keep(table)));
            }
            answers.tables.insert(table.clone(), None);
        }
        Question::RenamedColumn { table, from, candidates } => {
            let choices = candidates.iter().map(|to| format!("it is `{to}` now"));
            let choices = choices.chain([format!("it is gone: drop `{from}` with all of its values")]);
            let prompt = format!("`{table}` has no column `{from}` any more");
            let at = terminal.choose(&prompt, &choices.collect::<Vec<_>>())?;
            answers.columns.insert((table.clone(), from.clone()), candidates.get(at).cloned());
        }
        Question::Value { table, column, distinct } => {
            let of_what = if *distinct { "which is unique" } else { "which takes no NULL and has no default" };
            let how = format!("a value{}, or `{EXPRESSION}` and an expression", answers::hint(&column.ty));
            let prompt = format!("what do rows that are there get in `{table}.{}`, {of_what}? ({how})", column.name);
            let check = |text: &str| match answers::value(text, &column.ty)? {
                value if *distinct => answers::distinct(&value),
                _ => Ok(()),
            };
            let text = terminal.input(&prompt, check)?;
            let value = answers::value(&text, &column.ty).map_err(Failure::usage)?;
            answers.values.insert((table.clone(), column.name.clone()), value);
        }
        Question::Using { table, column, from } => {
            let prompt = format!(
                "no database converts `{table}.{}` from {from} to {} by itself: which expression does?",
                column.name, column.ty
            );
            let text = terminal.input(&prompt, answers::closed)?;
            answers.using.insert((table.clone(), column.name.clone()), text);
        }
    }
    Ok(())
}

/// The failure that there is nobody to ask, with the flags that answer.
pub(super) fn unanswered(questions: &[Question]) -> Failure {
    let questions = without_moot(questions);
    let (asked, flags): (Vec<String>, Vec<String>) =
        questions.iter().map(|question| (said(question), flags(question).join("` or `"))).unzip();
    let lines: Vec<String> = asked.iter().zip(&flags).map(|(asked, flags)| format!("{asked}\n    `{flags}`")).collect();
    let count = match questions.len() {
        1 => "a question has".to_owned(),
        more => format!("{more} questions have"),
    };
    let message =
        format!("{count} to be answered, and there is nobody to ask; nothing was written\n  {}", lines.join("\n  "));
    let asked_tables: Vec<&TableName> = questions
        .iter()
        .filter_map(|question| match question {
            Question::GoneTable { table } => Some(table),
            _ => None,
        })
        .collect();
    let questions: Vec<Value> = questions.iter().copied().map(as_json).collect();
    let gone = asked_tables.first().map(|table| format!("; if `{table}` is to stay, {}", keep(table)));
    let failure = Failure { exit: Exit::Unanswered, ..Failure::new(message) };
    let help = format!("answer with these flags{}", gone.unwrap_or_default());
    Failure { done: json!({ "questions": questions }), ..failure.help(help) }
}

/// A question in a sentence.
pub(super) fn said(question: &Question) -> String {
    match question {
        Question::RenamedTable { from, candidates } => {
            format!("no model has the table `{from}` any more: is it {} now?", one_of(candidates))
        }
        Question::GoneTable { table } => {
            format!("no model has the table `{table}` any more: does it go with all of its rows?")
        }
        Question::RenamedColumn { table, from, candidates } => {
            format!("`{table}` has no column `{from}` any more: is it {} now?", one_of(candidates))
        }
        Question::Value { table, column, distinct: false } => {
            format!("`{table}.{}` takes no NULL and has no default: what do rows get that are there?", column.name)
        }
        Question::Value { table, column, distinct: true } => {
            format!("`{table}.{}` is unique: which expression gives rows that are there their values?", column.name)
        }
        Question::Using { table, column, from } => format!(
            "no database converts `{table}.{}` from {from} to {} by itself: which expression does?",
            column.name, column.ty
        ),
    }
}

/// The flags that answer a question, one of them for each answer.
pub(super) fn flags(question: &Question) -> Vec<String> {
    let of_column = |table: &TableName, column: &Column, value: &str| format!("{table}.{}={value}", column.name);
    match question {
        Question::RenamedTable { from, candidates } => {
            let renames = candidates.iter().map(|to| format!("--rename {from}={to}"));
            renames.chain([format!("--drop {from}")]).collect()
        }
        Question::GoneTable { table } => vec![format!("--drop {table}"), format!("--rename {table}=NEW")],
        Question::RenamedColumn { table, from, candidates } => {
            let rename = |to: &Ident| format!("--rename {table}.{from}={to}");
            candidates.iter().map(rename).chain([format!("--drop {table}.{from}")]).collect()
        }
        Question::Value { table, column, distinct: false } => {
            vec![format!("--default {}", of_column(table, column, "VALUE"))]
        }
        Question::Value { table, column, distinct: true } => {
            vec![format!("--default \"{}\"", of_column(table, column, "sql:EXPRESSION"))]
        }
        Question::Using { table, column, .. } => {
            vec![format!("--using \"{}\"", of_column(table, column, "EXPRESSION"))]
        }
    }
}

/// A question for machines.
pub(super) fn as_json(question: &Question) -> Value {
    let (kind, table, column) = match question {
        Question::RenamedTable { from, .. } => ("renamed_table", from, None),
        Question::GoneTable { table } => ("gone_table", table, None),
        Question::RenamedColumn { table, from, .. } => ("renamed_column", table, Some(from)),
        Question::Value { table, column, .. } => ("value", table, Some(&column.name)),
        Question::Using { table, column, .. } => ("using", table, Some(&column.name)),
    };
    json!({
        "kind": kind, "table": table.to_string(), "column": column.map(Ident::as_str),
        "question": said(question), "answers": flags(question),
    })
}

/// How a table is kept that has no model.
fn keep(table: &TableName) -> String {
    format!("keep it by `keep = [\"{table}\"]` under `[models]` in covet.toml")
}

fn one_of<T: std::fmt::Display>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match &names[..] {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        names => names.concat(),
    }
}
