//! Runs SQL as it is written.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DownClass, Inverse, Irreversible, Operation};
use crate::diagnostic::Findings;
use crate::dialect::Dialect;
use crate::schema::{Schema, SqlText};

/// Runs SQL as it is written: a change of data, or of something that Covet has no operation for.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.run_sql("UPDATE users SET nick = name").reverse("");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::RunSql(_)));
/// assert_eq!(operation.to_string(), "run SQL `UPDATE users SET nick = name`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSql {
    /// The SQL.
    pub sql: SqlText,
    /// The SQL that undoes it; empty text where nothing has to be undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverse: Option<SqlText>,
    /// The change of the schema that it makes, in operations that are replayed and never run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub state: Vec<Operation>,
    /// A query whose first value is true once the SQL has run; recovery asks it where no transaction answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_when: Option<SqlText>,
    /// A query whose first value is no longer true once the SQL has run; only derived downs have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_when: Option<SqlText>,
}

impl RunSql {
    /// SQL that says nothing else yet.
    pub fn of(sql: SqlText) -> Self {
        RunSql { sql, reverse: None, state: Vec::new(), done_when: None, undone_when: None }
    }

    fn texts(&self) -> impl Iterator<Item = &SqlText> {
        let others = [&self.reverse, &self.done_when, &self.undone_when];
        std::iter::once(&self.sql).chain(others.into_iter().flatten())
    }

    /// The operation as one dialect sees it, or nothing where that is what is written.
    pub(super) fn project(&self, dialect: Dialect) -> Option<RunSql> {
        if self.texts().all(SqlText::is_for_all) {
            return None;
        }
        let projected = |text: &Option<SqlText>| text.as_ref().map(|text| text.project(dialect));
        Some(RunSql {
            sql: self.sql.project(dialect),
            reverse: projected(&self.reverse),
            state: self.state.clone(),
            done_when: projected(&self.done_when),
            undone_when: projected(&self.undone_when),
        })
    }
}

impl Change for RunSql {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        self.texts().for_each(|text| text.check(findings));
        for operation in &self.state {
            operation.apply(schema, findings);
        }
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let Some(reverse) = &self.reverse else {
            return Err(Irreversible("this SQL does not say how to undo it".into()));
        };
        let mut schema = before.clone();
        let mut state = Vec::new();
        for operation in &self.state {
            let undo = operation.inverse(&schema)?.operations;
            state.splice(0..0, undo);
            operation.apply(&mut schema, &mut Findings::new());
        }
        let (sql, reverse) = (reverse.clone(), Some(self.sql.clone()));
        // What tells that it has run tells, while it does, that it has not been undone.
        let (done_when, undone_when) = (self.undone_when.clone(), self.done_when.clone());
        Inverse::classed(RunSql { sql, reverse, state, done_when, undone_when }, DownClass::Conditional)
    }
}

impl fmt::Display for RunSql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Dialect::ALL.iter().find_map(|&dialect| self.sql.of(dialect)).unwrap_or_default();
        let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let start: String = line.chars().take(60).collect();
        write!(f, "run SQL `{start}{}`", if start.len() < text.trim().len() { " .." } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, operations, round_trip};
    use super::{Change, Operation};
    use crate::schema::SqlText;

    #[test]
    fn its_state_is_replayed_and_undone() {
        let class = round_trip(&blog(), |m| {
            m.run_sql("..").reverse("..").state(|m| {
                m.create_table("raw", |t| t.id());
                m.create_index("users", ["age"]);
            });
        });
        assert_eq!(class, DownClass::Conditional);
    }

    #[test]
    fn what_tells_that_it_has_run_tells_when_it_is_undone() {
        let run = &operations(|m| drop(m.run_sql("a").reverse("b").done_when("c")))[0];
        let undo = &run.inverse(&blog()).unwrap().operations[0];
        let Operation::RunSql(back) = undo else { panic!("{undo:?}") };
        assert_eq!((&back.done_when, &back.undone_when), (&None, &Some(SqlText::any("c"))));
        assert_eq!(&undo.inverse(&blog()).unwrap().operations[0], run);
    }

    #[test]
    fn nothing_undoes_it_unless_it_says_what() {
        let run = &operations(|m| drop(m.run_sql("UPDATE users SET age = 1")))[0];
        assert!(run.inverse(&blog()).unwrap_err().to_string().contains("how to undo it"));
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&blog(), |m| drop(m.run_sql("\0").reverse("\0").done_when("\0"))), ["nul-in-sql"; 3]);
        let state = codes(&blog(), |m| drop(m.run_sql("..").state(|m| m.drop_table("post"))));
        assert_eq!(state, ["unknown-table"]);
    }
}
