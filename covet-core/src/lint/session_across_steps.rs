//! `session-across-steps`: SQL of MySQL's reads what another step has left in the session.
//!
//! **Why.** MySQL and MariaDB have no transaction around DDL: each step commits, and a run that is cut short is gone on with in
//! another session. There a variable that came of rows is not set, and `LAST_INSERT_ID()` is 0; a query that is asked
//! again has another answer, for the rows have changed. Such a run stops, and a person has to see what is missing.
//! What is set to a literal is set again, and is no finding.
//!
//! **Safe way.** Rows are changed in one step with all that stands next to each other in one `run_sql` and changes or reads rows: an INSERT,
//! `SELECT LAST_INSERT_ID() INTO @id`, and the INSERT that reads it. `SET` is a step of its own, `SELECT .. INTO` is not. Or
//! say the value where it is used, as a subquery; or do it all in one Rust step.
//!
//! **Elsewhere.** nobody has it.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::sql::Traces;
use crate::sql::{StatementKind, statements};

pub(super) const RULE: Definition =
    Definition { code: "session-across-steps", topic: Topic::MySql, level: Level::Warn, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    if !case.on(Dialect::MySql) || !may_read(case.operation) {
        return;
    }
    let operations = &case.subject.operations[..=case.at];
    let steps: Vec<(usize, Vec<&str>)> = operations.iter().enumerate().flat_map(|(at, one)| steps(at, one)).collect();
    let traces = Traces::of(steps.iter().map(|(_, texts)| texts.as_slice()), Dialect::MySql);
    let Some((_, _, name)) = traces.carried().find(|(_, to, _)| steps[*to].0 == case.at) else { return };
    let message = format!(
        "MySQL and MariaDB read `{name}` here in another step than the one that leaves it: a run that is cut short between them \
         stops, for no new session has it"
    );
    let help = "say the value where it is used, as a subquery; or put both next to each other in one `run_sql`, with nothing between \
                them but changes of rows, and `SELECT .. INTO` in place of `SET`; or do both in one Rust step";
    found.push(Finding::of(message, help).at(case.sql_mark()));
}

/// Whether an operation has SQL that may read something of its session.
fn may_read(operation: &Operation) -> bool {
    let Operation::RunSql(run) = operation else { return false };
    let names = ["LAST_INSERT_ID", "FOUND_ROWS", "ROW_COUNT"];
    let text = run.sql.of(Dialect::MySql).unwrap_or_default();
    text.contains('@') || names.into_iter().any(|name| text.to_ascii_uppercase().contains(name))
}

/// The statements of an operation, as MySQL divides them into steps.
fn steps(at: usize, operation: &Operation) -> Vec<(usize, Vec<&str>)> {
    let Operation::RunSql(run) = operation else { return Vec::new() };
    let found = run.sql.of(Dialect::MySql).and_then(|text| statements(text, Dialect::MySql).ok()).unwrap_or_default();
    let steps = found.chunk_by(|a, b| a.kind == StatementKind::Dml && b.kind == StatementKind::Dml);
    steps.map(|step| (at, step.iter().map(|statement| statement.text).collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};

    #[test]
    fn it_fires() {
        let said = found(Rule::SessionAcrossSteps, |m| {
            m.run_sql("").mysql("INSERT INTO teams (name) VALUES ('a'); SELECT LAST_INSERT_ID() INTO @root");
            m.add_column("users", |t| t.integer("level").nullable());
            m.run_sql("").mysql("UPDATE users SET team_id = @root WHERE level IS NULL");
        });
        assert!(said.len() == 1 && said[0].contains("read `@root` here in another step"), "{said:?}");
        assert!(said[0].contains("as a subquery"), "{said:?}");
        assert!(fires(Rule::SessionAcrossSteps, |m| {
            m.run_sql("").mysql("SET @n = (SELECT count(*) FROM users); UPDATE posts SET views = @n WHERE id = 1");
        }));
    }

    #[test]
    fn it_is_silent() {
        assert!(!fires(Rule::SessionAcrossSteps, |m| {
            m.run_sql("").mysql(
                "INSERT INTO teams (name) VALUES ('a'); SELECT LAST_INSERT_ID() INTO @root; \
                 UPDATE users SET team_id = @root WHERE team_id IS NULL",
            );
            m.run_sql("").mysql("SET @n = 41; UPDATE posts SET views = @n WHERE id = 1");
        }));
        assert!(!fires(Rule::SessionAcrossSteps, |m| {
            m.run_sql("").postgres("SELECT @n").mysql("UPDATE users SET name = 'a@b.c' WHERE id = 1");
        }));
    }
}
