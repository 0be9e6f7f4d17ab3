//! Changes the rows of a table in batches.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DownClass, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::schema::{Schema, SqlText, Table};

/// Gives columns of a table new values, batch by batch along its primary key, each batch in a transaction of its own.
///
/// What it writes over does not come back, so nothing is run to undo it.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.backfill("users").set("nick", "name").batch(500);
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::Backfill(_)));
/// assert_eq!(operation.to_string(), "backfill `nick` of `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backfill {
    /// The table.
    pub table: TableName,
    /// What is set.
    pub set: Vec<Assignment>,
    /// The condition that rows meet to be changed; empty text for all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<SqlText>,
    /// How many rows a batch has at most.
    #[serde(default = "usual_batch", skip_serializing_if = "is_usual")]
    pub batch: u32,
}

/// A column and its new value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The column.
    pub column: Ident,
    /// The expression that gives its value from the row as it was; empty text where nothing is set.
    pub value: SqlText,
}

/// Enough that a statement is worth its while, few enough that nobody waits long for a row.
const BATCH: u32 = 1000;

fn usual_batch() -> u32 {
    BATCH
}

fn is_usual(batch: &u32) -> bool {
    *batch == BATCH
}

impl Backfill {
    /// A backfill of all rows that sets nothing yet.
    pub fn of(table: impl Into<TableName>) -> Self {
        Backfill { table: table.into(), set: Vec::new(), filter: None, batch: BATCH }
    }

    /// The operation as one dialect sees it, or nothing where that is what is written.
    pub(super) fn project(&self, dialect: Dialect) -> Option<Backfill> {
        let mut texts = self.set.iter().map(|set| &set.value).chain(&self.filter);
        if texts.all(SqlText::is_for_all) {
            return None;
        }
        let set = |set: &Assignment| Assignment { value: set.value.project(dialect), ..set.clone() };
        Some(Backfill {
            set: self.set.iter().map(set).collect(),
            filter: self.filter.as_ref().map(|filter| filter.project(dialect)),
            ..self.clone()
        })
    }

    fn check_set(&self, table: &Table, findings: &mut Findings) {
        let key = table.primary_key.iter().flat_map(|key| &key.columns);
        for Assignment { column: name, .. } in &self.set {
            let Some(column) = table.column(name) else { continue };
            let mut find = |message: String, help: &str| {
                findings.push(Diagnostic::error("bad-assignment", name.mark(), message).help(help));
            };
            if column.generated.is_some() {
                find(
                    format!("`{name}` of `{}` is generated, and takes no value", table.name),
                    "set what it follows from",
                );
            } else if key.clone().any(|other| other == name) {
                let message =
                    format!("`{name}` is in the primary key of `{}`, along which the rows are walked", table.name);
                find(message, "change it with `run_sql`, in one statement");
            }
        }
    }
}

impl Change for Backfill {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let columns: Vec<Ident> = self.set.iter().map(|set| set.column.clone()).collect();
        resolve::check_columns("the backfill", &columns, table, schema, findings);
        self.check_set(table, findings);
        if table.primary_key.is_none() && !schema.is_incomplete() {
            let message = format!("table `{}` has no primary key, along which its rows could be walked", self.table);
            findings.push(
                Diagnostic::error("no-primary-key", self.table.mark(), message)
                    .help("add one, or change the rows with `run_sql`, in one statement"),
            );
        }
        if self.batch == 0 {
            let message = format!("a batch of the backfill of `{}` has no rows", self.table);
            findings.push(Diagnostic::error("bad-batch", self.table.mark(), message).help("write 1 or more"));
        }
        for text in self.set.iter().map(|set| &set.value).chain(&self.filter) {
            text.check(findings);
        }
        for Assignment { value, .. } in self.set.iter().filter(|set| set.value.is_for_all()) {
            resolve::check_expression(value.any.as_deref().unwrap_or_default(), value.mark, findings);
        }
        for text in self.set.iter().map(|set| &set.value).chain(&self.filter).filter(|text| text.is_for_all()) {
            resolve::check_names(text.any.as_deref().unwrap_or_default(), text.mark, table, schema, findings);
        }
    }

    /// Nothing: the schema is as it was, and the values that were there before are gone.
    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Ok(Inverse { operations: Vec::new(), class: DownClass::ShapeOnly })
    }
}

impl fmt::Display for Backfill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<String> = self.set.iter().map(|set| format!("`{}`", set.column)).collect();
        write!(f, "backfill {} of `{}`", columns.join(", "), self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe::{blog, codes, operations, schema};
    use super::super::{Change, DownClass};

    #[test]
    fn nothing_undoes_it_and_the_schema_stays() {
        let backfill = &operations(|m| drop(m.backfill("posts").set("title", "lower(title)")))[0];
        let inverse = backfill.inverse(&blog()).unwrap();
        assert_eq!((inverse.operations.len(), inverse.class), (0, DownClass::ShapeOnly));
        assert_eq!(backfill.to_string(), "backfill `title` of `posts`");
    }

    #[test]
    fn faults() {
        let one = |table, column, value| codes(&blog(), |m| drop(m.backfill(table).set(column, value)));
        assert_eq!(one("posts", "title", "'x'"), [""; 0]);
        assert_eq!(one("post", "title", "'x'"), ["unknown-table"]);
        assert_eq!(one("posts", "titel", "'x'"), ["unknown-column"]);
        assert_eq!(one("posts", "id", "id + 1"), ["bad-assignment"]);
        assert_eq!(one("posts", "title", " "), ["empty-expression"]);
        assert_eq!(one("posts", "title", "'\0'"), ["nul-in-sql", "nul-in-sql"]);
        assert_eq!(codes(&blog(), |m| drop(m.backfill("posts"))), ["no-columns"]);
        assert_eq!(
            codes(&blog(), |m| drop(m.backfill("posts").set("title", "1").set("title", "2"))),
            ["duplicate-column"]
        );
        assert_eq!(codes(&blog(), |m| drop(m.backfill("posts").set("title", "1").batch(0))), ["bad-batch"]);
        let keyless = schema(|m| {
            m.create_table("t", |t| {
                t.integer("a");
                t.integer("b").generated("a + 1");
            });
        });
        assert_eq!(codes(&keyless, |m| drop(m.backfill("t").set("b", "1"))), ["bad-assignment", "no-primary-key"]);
    }
}
