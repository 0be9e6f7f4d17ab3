//! Says what a table means.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::TableName;
use crate::schema::Schema;

/// Gives a table another comment, or takes the one that it has away.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.comment_table("users", "who can sign in");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::CommentTable(_)));
/// assert_eq!(operation.to_string(), "comment on table `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentTable {
    /// The table.
    pub table: TableName,
    /// What it means, for people; nothing where the table is to have no comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Change for CommentTable {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        if table.comment == self.comment {
            let message = format!("table `{}` is commented like this already", self.table);
            findings.push(Diagnostic::error("no-change", self.table.mark(), message).help("remove this"));
        }
        if self.comment.as_ref().is_some_and(|text| text.contains('\0')) {
            let message = format!("table `{}` is described with a NUL character", self.table);
            findings.push(Diagnostic::error("nul-in-sql", self.table.mark(), message).help("remove it"));
        }
        schema.update(&self.table, |table| table.comment.clone_from(&self.comment));
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let table = before.table(&self.table);
        let table = table.ok_or_else(|| Irreversible(format!("the comment of `{}` is unknown", self.table)))?;
        Inverse::exact(CommentTable { table: self.table.clone(), comment: table.comment.clone() })
    }
}

impl fmt::Display for CommentTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.comment {
            Some(_) => write!(f, "comment on table `{}`", self.table),
            None => write!(f, "remove the comment of table `{}`", self.table),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};

    #[test]
    fn the_comment_before_it_comes_back() {
        assert_eq!(round_trip(&blog(), |m| m.comment_table("users", "who can sign in")), DownClass::Exact);
        let write = |m: &mut crate::dsl::Migration| {
            m.comment_table("users", "who can sign in");
            m.comment_table("users", "accounts");
        };
        assert_eq!(round_trip(&blog(), write), DownClass::Exact);
    }

    #[test]
    fn faults() {
        let one = |table, text| codes(&blog(), |m| m.comment_table(table, text));
        assert_eq!(one("user", "x"), ["unknown-table"]);
        assert_eq!(one("users", ""), ["no-change"]);
        assert_eq!(one("users", "\0"), ["nul-in-sql"]);
    }
}
