//! Gives a column another name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, Inverse, Irreversible, objects, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::{Column, Schema, Table, expression};

/// Gives a column another name. Whatever uses it follows, and keeps its own name.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.rename_column("users", "name", "full_name");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::RenameColumn(_)));
/// assert_eq!(operation.to_string(), "rename column `name` of `users` to `full_name`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameColumn {
    /// The table.
    pub table: TableName,
    /// The name that it has.
    pub from: Ident,
    /// The name that it gets.
    pub to: Ident,
}

impl RenameColumn {
    fn rename_in(&self, columns: &mut [Ident]) {
        for column in columns.iter_mut().filter(|column| **column == self.from) {
            *column = self.to.clone();
        }
    }

    /// The column, and all of its own table that uses it.
    fn rename(&self, table: &mut Table) {
        if let Some(column) = table.column_mut(&self.from) {
            column.name = self.to.clone();
        }
        table.primary_key.iter_mut().for_each(|key| self.rename_in(&mut key.columns));
        table.uniques.iter_mut().for_each(|unique| self.rename_in(&mut unique.columns));
        table.indexes.iter_mut().for_each(|index| index.rename_column(&self.from, &self.to));
        for check in &mut table.checks {
            check.expression = expression::renamed(&check.expression, &self.from, &self.to);
        }
        for generated in table.columns.iter_mut().filter_map(|column| column.generated.as_mut()) {
            generated.expression = expression::renamed(&generated.expression, &self.from, &self.to);
        }
        table.foreign_keys.iter_mut().for_each(|key| self.rename_in(&mut key.columns));
        self.rename_referred(table);
    }

    /// The columns that foreign keys of `table` refer to.
    fn rename_referred(&self, table: &mut Table) {
        for key in table.foreign_keys.iter_mut().filter(|key| key.ref_table == self.table) {
            self.rename_in(&mut key.ref_columns);
        }
    }

    /// In expressions the new name stands without quotes, which databases write differently.
    fn check_expressions(&self, table: &Table, findings: &mut Findings) {
        let plain = |char: char| char.is_ascii_lowercase() || char == '_' || char.is_ascii_digit();
        if self.to.chars().all(plain) && !self.to.starts_with(|char: char| char.is_ascii_digit()) {
            return;
        }
        let checks = table.checks.iter().map(|check| &check.expression);
        let generated = table.columns.iter().filter_map(|column| Some(&column.generated.as_ref()?.expression));
        let indexes = table.indexes.iter().flat_map(|index| index.expressions());
        let mut all = checks.chain(generated).map(String::as_str).chain(indexes);
        if let Some(used) = all.find(|sql| expression::uses(sql, &self.from)) {
            let message =
                format!("the expression `{used}` uses `{}`, and `{}` would need quotes in it", self.from, self.to);
            let finding = Diagnostic::error("name-needs-quotes", self.to.mark(), message);
            findings.push(finding.help("choose a name of small letters, digits and underscores"));
        }
    }
}

impl RenameColumn {
    /// The texts of objects are not rewritten.
    fn check_objects(&self, schema: &Schema, findings: &mut Findings) {
        let users = objects::naming(&self.table, &self.from, schema);
        if users.is_empty() {
            return;
        }
        let message = format!(
            "column `{}` of `{}` cannot be renamed while it is used by {}",
            self.from,
            self.table,
            users.join(", ")
        );
        let finding = Diagnostic::error("still-used", self.from.mark(), message);
        findings.push(finding.help("drop that before with `drop_object`, and create it again after with the new name"));
    }
}

impl Change for RenameColumn {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        findings.extend(self.to.fault());
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let Some(column) = table.column(&self.from) else {
            if !schema.is_incomplete() {
                findings.push(table.unknown_column(&self.from));
            }
            return;
        };
        if self.from == self.to {
            findings.push(resolve::same_name(&self.to, self.to.mark()));
            return;
        }
        let others = table.columns.iter().filter(|column| column.name != self.from);
        if let Some(other) = others.into_iter().find(|column| column.name.eq_ignore_ascii_case(&self.to)) {
            let message = format!("table `{}` has a column `{}` already", self.table, other.name);
            return findings.push(Diagnostic::error("duplicate-column", self.to.mark(), message));
        }
        let renamed = Column { name: self.to.clone(), ..column.clone() };
        self.check_expressions(table, findings);
        self.check_objects(schema, findings);
        resolve::check_type_name(&renamed, &self.table, schema, findings);
        let referrers: Vec<TableName> = schema.referrers(&self.table).map(|(other, _)| other.name.clone()).collect();
        for referrer in &referrers {
            schema.update(referrer, |table| self.rename_referred(table));
        }
        schema.update(&self.table, |table| self.rename(table));
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(RenameColumn { table: self.table.clone(), from: self.to.clone(), to: self.from.clone() })
    }
}

impl fmt::Display for RenameColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rename column `{}` of `{}` to `{}`", self.from, self.table, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, operations, round_trip, schema};
    use crate::{replay, schema::Schema};

    fn orders() -> Schema {
        schema(|m| {
            m.create_table("orders", |t| {
                t.integer("price").check("price > 0").index();
                t.integer("twice").generated("2 * price");
                t.one_of("state", ["open"]);
            });
            m.create_index("orders", ["twice"]).expression("abs(price)").filter("price > 1");
        })
    }

    #[test]
    fn what_uses_it_follows() {
        let class = round_trip(&blog(), |m| {
            m.rename_column("users", "id", "number");
            m.rename_column("posts", "user_id", "author_id");
        });
        assert_eq!(class, DownClass::Exact);
        assert_eq!(round_trip(&orders(), |m| m.rename_column("orders", "price", "cost")), DownClass::Exact);
        let mut after = orders();
        replay::apply(&operations(|m| m.rename_column("orders", "price", "cost")), &mut after).unwrap();
        let table = after.table(&"orders".into()).unwrap();
        assert!(table.users_of(&"price".into()).is_empty());
        assert_eq!(table.users_of(&"cost".into()).len(), 4);
        assert_eq!(table.columns[1].generated.as_ref().unwrap().expression, "2 * cost");
    }

    #[test]
    fn faults() {
        let one = |table, from, to| codes(&blog(), |m| m.rename_column(table, from, to));
        assert_eq!(one("user", "age", "years"), ["unknown-table"]);
        assert_eq!(one("users", "aeg", "years"), ["unknown-column"]);
        assert_eq!(one("users", "age", "EMAIL"), ["duplicate-column"]);
        assert_eq!(one("users", "age", ""), ["empty-name"]);
        assert_eq!(one("users", "age", "Years of age"), [""; 0]);
    }

    #[test]
    fn names_that_follow_it_must_be_free_and_need_no_quotes_in_expressions() {
        let taken = codes(&orders(), |m| {
            m.add_check("orders", "ck_orders_status", "1 = 1");
            m.rename_column("orders", "state", "status");
        });
        assert_eq!(taken, ["name-taken"]);
        assert_eq!(codes(&orders(), |m| m.rename_column("orders", "price", "Cost")), ["name-needs-quotes"]);
    }
}
