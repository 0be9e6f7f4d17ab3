//! What a session has to be told before it goes on with a plan that another one began.

use super::{Action, Condition, Plan, Step};
use crate::dialect::Dialect;
use crate::sql::Traces;

impl Plan {
    /// What a new session has to be told before it goes on with the step of that number, so that it finds what the steps
    /// before have set.
    ///
    /// # Errors
    /// What no new session has: the name of a variable, a setting or a function, and the number of the step that left it.
    pub fn session_at(&self, number: usize, dialect: Dialect) -> Result<Vec<String>, (String, usize)> {
        let texts: Vec<Vec<&str>> = self.steps.iter().map(texts).collect();
        let traces = Traces::of(texts.iter().map(Vec::as_slice), dialect);
        let (done, rest) = self.steps.split_at(number.min(self.steps.len()));
        let carried = traces.carried().find(|(from, to, _)| (..done.len()).contains(from) && *to >= done.len());
        if let Some((from, _, name)) = carried {
            return Err((name.to_owned(), from));
        }
        for (from, trace) in traces.0[..done.len()].iter().enumerate() {
            // What its step does not read itself is there for others: a trigger, a routine, a Rust function.
            let mut meant = trace.leaves.iter().filter(|name| name.starts_with('@') && !trace.own.contains(*name));
            let of_anybody = meant.next().filter(|_| rest.iter().any(may_look));
            if let Some(name) = trace.settings.first().filter(|_| !rest.is_empty()).or(of_anybody) {
                return Err((name.clone(), from));
            }
        }
        Ok(traces.0.into_iter().take(done.len()).flat_map(|trace| trace.again).collect())
    }
}

/// The SQL of a step, as far as it was written by hand or tells of rows.
fn texts(step: &Step) -> Vec<&str> {
    match &step.action {
        Action::Ddl(statements) | Action::Dml(statements) => statements.iter().map(String::as_str).collect(),
        Action::Backfill(backfill) => {
            std::iter::once(backfill.change.as_str()).chain(backfill.filter.as_deref()).collect()
        }
        Action::Rebuild(_) | Action::Rust(_) => Vec::new(),
    }
}

/// Whether a step may read what nobody sees in it.
fn may_look(step: &Step) -> bool {
    match step.action {
        Action::Ddl(_) => matches!(step.after, Condition::Recorded | Condition::Query(_) | Condition::NotYet(_)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(steps: &[Action]) -> Plan {
        let step = |action: &Action| Step {
            operations: 0..1,
            action: action.clone(),
            before: Condition::Recorded,
            after: Condition::Recorded,
            alone: false,
            algorithm: None,
        };
        Plan { steps: steps.iter().map(step).collect(), stepwise: false }
    }

    fn sql(text: &str) -> Action {
        Action::Ddl(vec![text.to_owned()])
    }

    #[test]
    fn what_is_a_literal_is_set_again() {
        let dump = [
            "/*!40101 SET @OLD_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */",
            "SET NAMES utf8mb4",
            "SET foreign_key_checks = OFF",
            "USE other",
            "SET SQL_MODE=@OLD_MODE",
            "SET SESSION sql_mode = CONCAT(@@SESSION.sql_mode, ',ANSI')",
        ];
        let plan = plan(&dump.iter().map(|text| sql(text)).chain([sql("SELECT 1")]).collect::<Vec<_>>());
        assert_eq!(plan.session_at(6, Dialect::MySql).unwrap(), dump);
    }

    #[test]
    fn what_no_new_session_has_is_named() {
        let lost = |first: &str, then: Action| plan(&[sql(first), then]).session_at(1, Dialect::MySql).unwrap_err().0;
        let update = || Action::Dml(vec!["UPDATE t SET n = 1".to_owned()]);
        assert_eq!(lost("SET @actor = (SELECT 1)", update()), "@actor", "a trigger may read it");
        assert_eq!(lost("SET @now = CURRENT_TIMESTAMP", Action::Rust("fill".to_owned())), "@now");
        assert_eq!(lost("SET sort_buffer_size = (SELECT 1)", sql("ALTER TABLE t ADD a int")), "sort_buffer_size");
        assert_eq!(lost("SET @a = @b", update()), "@a", "nobody here has set it");
        let set = plan(&[sql("SET STATEMENT max_statement_time = 1 FOR DELETE FROM t"), update()]);
        assert_eq!(set.session_at(1, Dialect::MySql), Ok(Vec::new()), "it has run, and sets nothing");
        let config = |text: &str| plan(&[sql(text), update()]).session_at(1, Dialect::Postgres);
        assert!(config("SELECT set_config('a.b', '1', false)").is_ok());
        assert!(config("SELECT set_config('a.b', count(*)::text, false) FROM t").is_err());
    }
}
