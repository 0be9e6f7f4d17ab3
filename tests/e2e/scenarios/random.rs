//! Random models and a random edit of them: whatever is changed, the database follows, and goes back.

use std::fmt::Write as _;
use std::sync::Arc;

use covet_core::Dialect;
use covet_core::diff::{Answers, Question};
use covet_core::schema::{ColumnType, DefaultValue};

use super::read::Scenario;
use crate::dice::{Dice, seeds};

const TABLES: [&str; 4] = ["Ant", "Bee", "Cow", "Dog"];
const FIELDS: [&str; 5] = ["p", "q", "r", "s", "u"];
/// Types that become each other without help, from one to the next.
const TYPES: [&str; 6] = ["i16", "i32", "i64", "#text 10", "#text 40", "String"];

#[derive(Clone)]
struct Table {
    name: &'static str,
    /// Name, type, whether it takes NULL, and what stands on it.
    fields: Vec<(&'static str, usize, bool, usize)>,
    refers_to: Option<&'static str>,
}

fn field(dice: &mut Dice, name: &'static str) -> (&'static str, usize, bool, usize) {
    (name, dice.roll(TYPES.len()), dice.roll(2) == 0, dice.roll(5))
}

fn table(dice: &mut Dice, name: &'static str, others: &[Table]) -> Table {
    let fields = FIELDS.into_iter().filter(|_| dice.roll(3) > 0).collect::<Vec<_>>();
    let fields = fields.into_iter().map(|name| field(dice, name)).collect();
    let refers_to = others.get(dice.roll(others.len() + 1)).map(|other| other.name);
    Table { name, fields, refers_to }
}

/// Does one thing to the tables.
fn edit(dice: &mut Dice, tables: &mut Vec<Table>) {
    let at = dice.roll(tables.len());
    let others: Vec<&'static str> = tables.iter().map(|table| table.name).collect();
    let one = &mut tables[at];
    match dice.roll(6) {
        0 => one.fields.retain(|_| dice.roll(3) > 0),
        1 | 2 => {
            for (_, ty, nullable, what) in &mut one.fields {
                // Only what no database refuses: wider, or a text.
                *ty = (*ty + dice.roll(2)).min(if *ty < 3 { 2 } else { TYPES.len() - 1 });
                (*nullable, *what) = (*nullable || dice.roll(2) == 0, dice.roll(5));
            }
        }
        3 => {
            let missing = FIELDS.into_iter().find(|name| one.fields.iter().all(|(other, ..)| other != name));
            one.fields.extend(missing.map(|name| field(dice, name)));
        }
        4 => one.refers_to = others.get(dice.roll(others.len() + 1)).copied(),
        _ => {
            let gone = one.name;
            if tables.len() > 1 {
                tables.remove(at);
                tables.iter_mut().for_each(|table| table.refers_to = table.refers_to.filter(|name| *name != gone));
            }
        }
    }
}

fn text(tables: &[Table]) -> String {
    let mut text = String::new();
    for table in tables {
        let mut fields = String::from("id: i64");
        for (name, ty, nullable, what) in &table.fields {
            let (mut says, ty) = match TYPES[*ty].strip_prefix("#text ") {
                Some(length) => (vec![format!("length = {length}")], "String"),
                None => (Vec::new(), TYPES[*ty]),
            };
            // MySQL indexes no text without a length.
            let can_be_indexed = TYPES[*what % TYPES.len()] != "String" && (ty != "String" || !says.is_empty());
            match what {
                0 if can_be_indexed => says.push("index".to_owned()),
                1 if can_be_indexed => says.push("unique".to_owned()),
                2 => says.push("comment = \"it\'s\"".to_owned()),
                _ => {}
            }
            let attribute = if says.is_empty() { String::new() } else { format!("#[covet({})] ", says.join(", ")) };
            let ty = if *nullable { format!("Option<{ty}>") } else { ty.to_owned() };
            write!(fields, ", {attribute}{name}: {ty}").expect("a string");
        }
        if let Some(other) = table.refers_to {
            let other = format!("{}s", other.to_lowercase());
            write!(fields, ", #[covet(references = \"{other}\", index)] other_id: Option<i64>").expect("a string");
        }
        writeln!(text, "struct {} {{ {fields} }}", table.name).expect("a string");
    }
    text
}

fn scenario(seed: u64) -> Scenario {
    let mut dice = Dice::new(seed);
    let mut tables = Vec::new();
    for name in TABLES {
        if tables.is_empty() || dice.roll(4) > 0 {
            let one = table(&mut dice, name, &tables);
            tables.push(one);
        }
    }
    let before = text(&tables);
    for _ in 0..=dice.roll(3) {
        edit(&mut dice, &mut tables);
    }
    let name = format!("seed {seed}");
    Scenario {
        name,
        before,
        after: text(&tables),
        has_rows: true,
        is_emptied: true,
        is_random: true,
        ..Scenario::default()
    }
}

/// Answers a question: nothing was renamed, and rows get a value of their own.
pub fn answer(question: &Question, answers: &mut Answers) {
    match question {
        Question::RenamedTable { from: table, .. } | Question::GoneTable { table } => {
            answers.tables.insert(table.clone(), None);
        }
        Question::RenamedColumn { table, from, .. } => {
            drop(answers.columns.insert((table.clone(), from.clone()), None));
        }
        Question::Value { table, column, .. } => {
            let value = match column.ty {
                ColumnType::String(_) | ColumnType::Text => DefaultValue::Sql("CAST(id AS CHAR)".into()),
                _ => DefaultValue::Sql("id".into()),
            };
            answers.values.insert((table.clone(), column.name.clone()), value);
        }
        Question::Using { table, column, .. } => {
            answers.using.insert((table.clone(), column.name.clone()), column.name.to_string());
        }
    }
}

#[tokio::test]
async fn whatever_is_edited_the_database_follows_and_goes_back() {
    let scenarios: Arc<Vec<Scenario>> = Arc::new((1..=seeds(3)).map(scenario).collect());
    let runs = Dialect::ALL.map(|dialect| {
        let mut scenarios = (*scenarios).clone();
        scenarios.iter_mut().for_each(|scenario| scenario.on = vec![dialect]);
        tokio::spawn(async move { super::all_on(dialect, &scenarios).await })
    });
    let mut faults = Vec::new();
    for run in runs {
        faults.extend(run.await.expect("a list").into_iter().flatten().filter_map(Result::err));
    }
    assert!(
        faults.is_empty(),
        "{}\n{:#?}",
        faults.join("\n"),
        scenarios.iter().map(|one| (&one.before, &one.after)).collect::<Vec<_>>()
    );
}
