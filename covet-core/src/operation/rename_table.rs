//! Gives a table another name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, Inverse, Irreversible, objects, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::{Schema, Table};

/// Gives a table another name. Its indexes and constraints keep theirs; foreign keys to it follow.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.rename_table("people", "users");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::RenameTable(_)));
/// assert_eq!(operation.to_string(), "rename table `people` to `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameTable {
    /// The name that it has.
    pub from: TableName,
    /// The name that it gets.
    pub to: TableName,
}

impl RenameTable {
    /// What is named after the table, and follows it, must find its new name free.
    fn check_names(&self, table: &Table, schema: &Schema, findings: &mut Findings) {
        let renamed = Table { name: self.to.clone(), ..table.clone() };
        let kept: Vec<Ident> = table.constraint_names().collect();
        let is_kept = |name: &Ident| kept.iter().any(|kept| kept.eq_ignore_ascii_case(name));
        for name in renamed.constraint_names().filter(|name| !is_kept(name)) {
            resolve::check_name("what follows the table", &name, &self.to, schema, findings);
        }
    }
}

impl Change for RenameTable {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        findings.extend(self.to.fault());
        let Some(table) = resolve::table(schema, &self.from, findings) else { return };
        if self.from == self.to {
            findings.push(resolve::same_name(&self.to, self.to.mark()));
            return;
        }
        if schema.table(&self.to).is_some() {
            let message = format!("table `{}` exists already", self.to);
            return findings.push(Diagnostic::error("duplicate-table", self.to.mark(), message));
        }
        resolve::check_table_name(&self.to, Some(&self.from), schema, findings);
        if self.from.schema != self.to.schema {
            let message = format!("a rename cannot move `{}` to another schema", self.from);
            let help = "name the same schema in both; to move it, write `run_sql` with its `.state(..)`";
            findings.push(Diagnostic::error("rename-across-schemas", self.to.mark(), message).help(help));
        }
        self.check_names(table, schema, findings);
        objects::check_not_in_the_way("table", &self.to, schema, findings);
        objects::check_unused(&self.from, false, schema, findings);
        let referrers: Vec<TableName> = schema.referrers(&self.from).map(|(other, _)| other.name.clone()).collect();
        for referrer in referrers.iter().chain([&self.from]) {
            schema.update(referrer, |table| {
                for key in table.foreign_keys.iter_mut().filter(|key| key.ref_table == self.from) {
                    key.ref_table = self.to.clone();
                }
            });
        }
        if let Some(table) = schema.remove(&self.from) {
            let mut table = std::sync::Arc::unwrap_or_clone(table);
            table.name = self.to.clone();
            schema.insert(table);
        }
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(RenameTable { from: self.to.clone(), to: self.from.clone() })
    }
}

impl fmt::Display for RenameTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rename table `{}` to `{}`", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};

    #[test]
    fn what_refers_to_it_follows() {
        let class = round_trip(&blog(), |m| {
            m.rename_table("users", "people");
            m.rename_table("posts", "users");
            m.add_column("users", |t| t.references("editor_id", "people").nullable());
        });
        assert_eq!(class, DownClass::Exact);
    }

    #[test]
    fn faults() {
        let one = |from, to| codes(&blog(), |m| m.rename_table(from, to));
        assert_eq!(one("user", "people"), ["unknown-table"]);
        assert_eq!(one("users", "posts"), ["duplicate-table"]);
        assert_eq!(one("users", "uq_users_email"), ["name-taken"]);
        assert_eq!(one("users", "Posts"), ["name-taken"; 2], "and what is named after it");
        assert_eq!(one("users", "UQ_users_email"), ["name-taken"]);
        assert_eq!(one("users", "Users"), [""; 0]);
        assert_eq!(one("users", "other.users"), ["rename-across-schemas"]);
        assert_eq!(one("users", ""), ["empty-name"]);
    }

    #[test]
    fn an_enum_is_in_its_way() {
        let found = codes(&blog(), |m| {
            m.create_enum("mood", ["ok"]);
            m.rename_table("users", "mood");
        });
        assert_eq!(found, ["name-taken"]);
    }

    #[test]
    fn what_is_named_after_it_finds_its_new_name_free() {
        let before = schema(|m| {
            m.create_table("a", |t| t.one_of("x", ["1"]));
            m.create_table("b", |t| t.integer("x"));
            m.create_index("b", ["x"]).name("ck_c_x");
        });
        assert_eq!(codes(&before, |m| m.rename_table("a", "c")), ["name-taken"]);
        assert_eq!(codes(&before, |m| m.rename_table("a", "d")), [""; 0]);
    }
}
