//! Runs SQL as it is written.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DownClass, Inverse, Irreversible, Operation};
use crate::diagnostic::{Diagnostic, Findings};
use crate::dialect::Dialect;
use crate::schema::{Schema, SqlText};

/// Runs SQL as it is written: a change of data, or of something that Covet has no operation for.
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
}

impl RunSql {
    /// The operation as one dialect sees it, or nothing where that is what is written.
    pub(super) fn project(&self, dialect: Dialect) -> Option<RunSql> {
        let texts = [Some(&self.sql), self.reverse.as_ref(), self.done_when.as_ref()];
        let plain = texts.iter().flatten().all(|text| text.is_for_all());
        (!plain).then(|| RunSql {
            sql: self.sql.project(dialect),
            reverse: self.reverse.as_ref().map(|text| text.project(dialect)),
            state: self.state.clone(),
            done_when: self.done_when.as_ref().map(|text| text.project(dialect)),
        })
    }
}

impl Change for RunSql {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let texts = [Some(&self.sql), self.reverse.as_ref(), self.done_when.as_ref()];
        for text in texts.into_iter().flatten() {
            if text.texts().any(|sql| sql.contains('\0')) {
                findings.push(Diagnostic::error("nul-in-sql", text.mark, "the SQL contains a NUL character"));
            }
        }
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
        let back = RunSql { sql: reverse.clone(), reverse: Some(self.sql.clone()), state, done_when: None };
        Inverse::classed(back, DownClass::Conditional)
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
    use super::Change;

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
