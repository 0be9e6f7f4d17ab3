//! Tables of engines without transactions, asked for before rows are changed by SQL.
//!
//! A step that changes rows is in one transaction with its record, so that it is done once wherever a run is cut short. In a
//! table of MyISAM or Aria what was changed stays, and the record does not.

use covet_core::Dialect;
use covet_core::plan::{Action, Step};
use covet_core::sql::lexer::{Kind, Token, tokens};

use crate::backend::{Backend, Ground};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::work::Work;

/// Refuses migrations whose SQL changes rows of such a table. Where none changes rows, nothing is asked.
///
/// What a function, a procedure, a trigger or a Rust step changes is not seen, nor a table that a migration of the same run
/// makes.
///
/// # Errors
/// [`Error::NoTransactions`].
pub(crate) async fn check(
    connection: &mut Connection<'_>,
    backend: &'static dyn Backend,
    ground: &Ground,
    works: &[Work],
) -> Result<()> {
    let Some(question) = backend.tables_without_transactions(ground) else { return Ok(()) };
    let works = works.iter().filter(|work| !work.fake);
    let steps = works.flat_map(|work| {
        let from = work.begun.as_ref().map_or(0, |begun| begun.step);
        work.plan.steps.iter().skip(from).map(move |step| (work, step))
    });
    let changes: Vec<(&Work, &str)> =
        steps.flat_map(|(work, step)| changes(step).into_iter().map(move |sql| (work, sql))).collect();
    if changes.is_empty() {
        return Ok(());
    }
    for row in backend.ask_of(connection, &question).await?.rows {
        let [Some(table), Some(engine)] = &row[..] else { continue };
        let found = changes.iter().find(|(_, sql)| changes_rows_of(sql, table, backend.dialect()));
        if let Some((work, _)) = found {
            return Err(Error::NoTransactions {
                migration: work.id().clone(),
                table: table.as_str().into(),
                engine: engine.as_str().into(),
                help: format!("ALTER TABLE {} ENGINE = InnoDB", backend.ident(table)).into(),
            });
        }
    }
    Ok(())
}

/// The statements of a step that change rows.
fn changes(step: &Step) -> Vec<&str> {
    match &step.action {
        Action::Dml(statements) => statements.iter().map(String::as_str).collect(),
        Action::Backfill(backfill) => vec![&backfill.change],
        Action::Ddl(_) | Action::Rebuild(_) | Action::Rust(_) => Vec::new(),
    }
}

/// Whether SQL changes rows of a table: an INSERT those of the one that it begins with, any other change maybe those of all
/// that it names.
fn changes_rows_of(sql: &str, table: &str, dialect: Dialect) -> bool {
    let is_read = |token: &Token<'_>| !matches!(token.kind, Kind::Comment | Kind::Executable);
    let is_table = |token: &Token<'_>| token.text.trim_matches('`').eq_ignore_ascii_case(table);
    let all: Vec<Token<'_>> = tokens(sql, dialect).filter(is_read).collect();
    let mut statements = all.split(|token| token.is_mark(";"));
    statements.any(|statement| {
        let begins =
            |words: &[&str]| statement.first().is_some_and(|first| words.iter().any(|word| first.is_word(word)));
        if begins(&["INSERT", "REPLACE"]) {
            let ends = |token: &Token<'_>| {
                token.is_mark("(") || ["SELECT", "VALUES", "VALUE", "SET"].iter().any(|word| token.is_word(word))
            };
            return statement.iter().take_while(|token| !ends(token)).any(is_table);
        }
        begins(&["UPDATE", "DELETE", "LOAD", "WITH"]) && statement.iter().any(is_table)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_changed_is_told_from_what_is_read() {
        let changes = |sql| changes_rows_of(sql, "acc", Dialect::MySql);
        for sql in [
            "UPDATE acc SET n = 1",
            "update `x`.`Acc` set n = 1",
            "INSERT IGNORE INTO acc (n) VALUES (1)",
            "REPLACE acc SELECT * FROM other",
            "DELETE a FROM acc a JOIN other ON true",
            "SELECT 1; DELETE FROM acc",
        ] {
            assert!(changes(sql), "{sql}");
        }
        for sql in ["INSERT INTO other SELECT * FROM acc", "SELECT * FROM acc", "UPDATE accounts SET n = 1 -- acc"] {
            assert!(!changes(sql), "{sql}");
        }
    }
}
