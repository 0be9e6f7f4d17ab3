//! SQL as users write it: which of it is for this database, and in what steps it runs.

use super::transition::Transition;
use super::{Action, Condition, Step};
use crate::diagnostic::{Diagnostic, Mark};
use crate::operation::RunSql;
use crate::schema::SqlText;
use crate::sql::lexer::{Kind, tokens};
use crate::sql::{Statement, StatementKind, statements};

/// The steps of a piece of SQL; none where it has nothing for this database to do.
pub(super) fn steps(t: &Transition<'_>, run: &RunSql, stepwise: bool) -> Result<Vec<Step>, Diagnostic> {
    let mark = run.sql.mark;
    let Some(text) = run.sql.of(t.dialect) else {
        let remedy = format!("add `.{}(\"..\")`, with \"\" where nothing has to be done", t.dialect);
        return Err(t.cannot("no-sql-for", mark, "no text is for it", &remedy));
    };
    let found = checked(t, text, mark)?;
    match (t.capabilities().transactional_ddl, stepwise) {
        (true, false) => together(t, run, &found),
        (true, true) => apart(t, run, &found),
        (false, _) => one_by_one(t, run, &found),
    }
}

/// The statements of a text, none of which gets in the way of the migration that it runs in.
pub(super) fn checked<'a>(t: &Transition<'_>, text: &'a str, mark: Mark) -> Result<Vec<Statement<'a>>, Diagnostic> {
    let first_word = tokens(text, t.dialect).find(|token| token.kind != Kind::Comment);
    if first_word.is_some_and(|token| token.is_word("DELIMITER")) {
        let why = "`DELIMITER` is a command of the `mysql` client, which the server does not know";
        return Err(t.cannot("client-command", mark, why, "leave it out: a body is one statement, whatever is in it"));
    }
    let found = statements(text, t.dialect).map_err(|unclosed| {
        t.cannot("unclosed-sql", mark, &unclosed.to_string(), "close it: what runs next would become part of it")
    })?;
    if let Some(control) = found.iter().find(|statement| statement.kind == StatementKind::TransactionControl) {
        let why = format!("`{}` would end or change the transaction that the migration runs in", excerpt(control.text));
        return Err(t.cannot("transaction-control", mark, &why, "remove that statement"));
    }
    if let Some(copy) = found.iter().find(|statement| statement.kind == StatementKind::ClientCopy) {
        let why = format!("`{}` would wait for a client that has nothing to send", excerpt(copy.text));
        return Err(t.cannot("client-copy", mark, &why, "write INSERT statements, or send the rows in a Rust step"));
    }
    Ok(found)
}

/// The beginning of a statement, on one line.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{} ..", &line[..end]),
        None => line,
    }
}

fn is_dml(statement: &Statement<'_>) -> bool {
    statement.kind == StatementKind::Dml
}

fn recorded(t: &Transition<'_>, statements: &[Statement<'_>]) -> Step {
    let texts = statements.iter().map(|statement| statement.text.to_owned()).collect();
    let action = if statements.iter().all(is_dml) { Action::Dml(texts) } else { Action::Ddl(texts) };
    t.step(action, Condition::Recorded, Condition::Recorded)
}

/// One step: a transaction covers them all.
fn together(t: &Transition<'_>, run: &RunSql, found: &[Statement<'_>]) -> Result<Vec<Step>, Diagnostic> {
    if let Some(alone) = found.iter().find(|statement| statement.kind == StatementKind::Alone) {
        let why = format!("`{}` is refused in the transaction of the migration", excerpt(alone.text));
        let remedy = "write `#[migration(transaction = false)]`, and say with `.done_when(..)` when it is done";
        return Err(t.cannot("concurrently-in-transaction", run.sql.mark, &why, remedy));
    }
    if found.is_empty() { Ok(Vec::new()) } else { Ok(vec![recorded(t, found)]) }
}

/// Statements in a transaction of their own, as far as they can be in one; each of the others alone.
///
/// A routine may commit by itself where nothing else is in its transaction, so that it is called alone as well.
fn apart(t: &Transition<'_>, run: &RunSql, found: &[Statement<'_>]) -> Result<Vec<Step>, Diagnostic> {
    let is_alone = |one: &Statement<'_>| matches!(one.kind, StatementKind::Alone | StatementKind::Call);
    let query = query(t, run);
    if let (Some(alone), None) = (found.iter().find(|one| is_alone(one)), &query) {
        let why = format!("no transaction covers `{}`, and nothing tells whether it has run", excerpt(alone.text));
        let remedy = "add `.done_when(\"SELECT ..\")`, a query whose first value is true once it has run";
        return Err(t.cannot("no-done-when", run.sql.mark, &why, remedy));
    }
    if found.iter().filter(|one| is_alone(one)).count() > 1 {
        return Err(of_several(t, run));
    }
    let mut steps = Vec::new();
    for chunk in found.chunk_by(|a, b| !is_alone(a) && !is_alone(b)) {
        let step = recorded(t, chunk);
        match &query {
            Some((before, after)) if chunk.iter().all(is_alone) => {
                let (before, after) = (before.clone(), after.clone());
                steps.push(Step { before, after, alone: true, ..step });
            }
            _ => steps.push(step),
        }
    }
    Ok(steps)
}

/// Statements that change rows together, as far as they stand together; each of the others by itself, where a query may
/// tell whether it has run. Rows are changed in a transaction, which knows by itself.
fn one_by_one(t: &Transition<'_>, run: &RunSql, found: &[Statement<'_>]) -> Result<Vec<Step>, Diagnostic> {
    let mut steps: Vec<Step> = found.chunk_by(|a, b| is_dml(a) && is_dml(b)).map(|chunk| recorded(t, chunk)).collect();
    let Some((before, after)) = query(t, run) else { return Ok(steps) };
    let asked: Vec<&mut Step> = steps.iter_mut().filter(|step| matches!(step.action, Action::Ddl(_))).collect();
    match (asked.len() > 1, &run.done_when) {
        (true, Some(_)) => return Err(of_several(t, run)),
        // One query does not tell how far they have come.
        (true, None) => return Ok(steps),
        (false, _) => {}
    }
    for step in asked {
        (step.before, step.after) = (before.clone(), after.clone());
    }
    Ok(steps)
}

fn of_several(t: &Transition<'_>, run: &RunSql) -> Diagnostic {
    let why = "its statements cannot be undone together, and one query does not tell how far they have come";
    let remedy = "give each statement a `run_sql` with a `done_when` of its own";
    t.cannot("done-when-of-several", run.sql.mark, why, remedy)
}

/// What the query of the SQL says before and after it, where it has one for this database.
fn query(t: &Transition<'_>, run: &RunSql) -> Option<(Condition, Condition)> {
    let of = |query: &Option<SqlText>| {
        let text = query.as_ref()?.of(t.dialect)?.trim();
        (!text.is_empty()).then(|| (Condition::NotYet(text.to_owned()), Condition::Query(text.to_owned())))
    };
    of(&run.done_when).or_else(|| of(&run.undone_when).map(|(not_yet, done)| (done, not_yet)))
}
