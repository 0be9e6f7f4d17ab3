//! SQL as users write it: which of it is for this database, and in what steps it runs.

use super::transition::Transition;
use super::{Action, Condition, Step};
use crate::diagnostic::{Diagnostic, Mark};
use crate::operation::RunSql;
use crate::sql::lexer::{Kind, tokens};
use crate::sql::{Statement, StatementKind, statements};

/// The steps of a piece of SQL; none where it has nothing for this database to do.
pub(super) fn steps(t: &Transition<'_>, run: &RunSql) -> Result<Vec<Step>, Diagnostic> {
    let mark = run.sql.mark;
    let Some(text) = run.sql.of(t.dialect) else {
        let remedy = format!("add `.{}(\"..\")`, with \"\" where nothing has to be done", t.dialect);
        return Err(t.cannot("no-sql-for", mark, "no text is for it", &remedy));
    };
    let found = checked(t, text, mark)?;
    let done = run.done_when.as_ref().and_then(|query| query.of(t.dialect)).map(str::trim);
    match done.filter(|query| !query.is_empty()) {
        _ if t.capabilities().transactional_ddl => Ok(together(t, &found)),
        None => Ok(one_by_one(t, &found)),
        Some(query) => asked(t, &found, query, run),
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

fn recorded(t: &Transition<'_>, action: Action) -> Step {
    t.step(action, Condition::Recorded, Condition::Recorded)
}

fn action(statements: &[Statement<'_>]) -> Action {
    let texts = statements.iter().map(|statement| statement.text.to_owned()).collect();
    if statements.iter().all(is_dml) { Action::Dml(texts) } else { Action::Ddl(texts) }
}

/// One step: a transaction covers them all.
fn together(t: &Transition<'_>, found: &[Statement<'_>]) -> Vec<Step> {
    if found.is_empty() { Vec::new() } else { vec![recorded(t, action(found))] }
}

/// Statements that change rows together, as far as they stand together; each of the others alone.
fn one_by_one(t: &Transition<'_>, found: &[Statement<'_>]) -> Vec<Step> {
    let together = |a: &Statement<'_>, b: &Statement<'_>| is_dml(a) && is_dml(b);
    found.chunk_by(together).map(|chunk| recorded(t, action(chunk))).collect()
}

/// SQL that says when it is done. Rows are changed in a transaction, which knows by itself.
fn asked(t: &Transition<'_>, found: &[Statement<'_>], query: &str, run: &RunSql) -> Result<Vec<Step>, Diagnostic> {
    if found.iter().filter(|statement| !is_dml(statement)).count() > 1 {
        let why = "its statements cannot be undone together, and one query does not tell how far they have come";
        let remedy = "give each statement a `run_sql` with a `done_when` of its own";
        return Err(t.cannot("done-when-of-several", run.sql.mark, why, remedy));
    }
    let mut steps = one_by_one(t, found);
    for step in steps.iter_mut().filter(|step| matches!(step.action, Action::Ddl(_))) {
        step.before = Condition::NotYet(query.to_owned());
        step.after = Condition::Query(query.to_owned());
    }
    Ok(steps)
}
