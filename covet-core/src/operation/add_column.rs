//! Adds a column.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::create_table::duplicate;
use super::{Change, DownClass, DropColumn, DropForeignKey, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::TableName;
use crate::schema::{Column, DefaultValue, ForeignKey, Schema, Table};

/// Adds a column to a table, with the foreign key that was declared with it.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.add_column("users", |t| t.string("nick", 80).nullable());
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::AddColumn(_)));
/// assert_eq!(operation.to_string(), "add column `nick` to `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddColumn {
    /// The table.
    pub table: TableName,
    /// The column, as written.
    pub column: Column,
    /// The foreign key of a column declared as a reference: added with it, it makes no database read every row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign_key: Option<ForeignKey>,
    /// What the rows that are there already get, where that is not the column's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<DefaultValue>,
}

impl AddColumn {
    /// The column and its key, resolved against the schema before.
    pub fn resolved(&self, before: &Schema) -> (Column, Option<ForeignKey>) {
        match before.table(&self.table) {
            Some(table) => self.resolve(table, before, &mut Findings::new()),
            None => (self.column.clone(), self.foreign_key.clone()),
        }
    }

    fn resolve(&self, table: &Table, schema: &Schema, findings: &mut Findings) -> (Column, Option<ForeignKey>) {
        // The key is judged as it stands on the table with the new column in it.
        let mut widened = table.clone();
        widened.columns.push(self.column.clone());
        let key = self.foreign_key.as_ref().and_then(|key| resolve::foreign_key(key, &widened, schema, findings));
        let mut column = self.column.clone();
        resolve::resolve_type(&mut column, key.as_ref(), &widened, schema);
        (column, key)
    }
}

impl Change for AddColumn {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        resolve::check_column(&self.column, findings);
        resolve::check_enum(&self.column, schema, findings);
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        if table.columns.iter().any(|other| other.name.eq_ignore_ascii_case(&self.column.name)) {
            return findings.push(duplicate(&self.column, &table.name));
        }
        if self.column.ty.is_id() {
            let message = format!("an id cannot be added to `{}`, which has rows without one", table.name);
            return findings.push(
                Diagnostic::error("id-not-primary-key", self.column.mark.or(self.column.name.mark()), message)
                    .help("declare it in `create_table`"),
            );
        }
        resolve::check_generated(&self.column, table, schema, findings);
        resolve::check_type_name(&self.column, &self.table, schema, findings);
        if let Some(key) = &self.foreign_key {
            resolve::check_name("the foreign key", &key.name, &self.table, schema, findings);
        }
        let (column, key) = self.resolve(table, schema, findings);
        schema.update(&self.table, |table| {
            table.columns.push(column);
            table.foreign_keys.extend(key);
        });
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        let drop_key = self
            .foreign_key
            .iter()
            .map(|key| DropForeignKey { table: self.table.clone(), name: key.name.clone() }.into());
        let drop = DropColumn { table: self.table.clone(), column: self.column.name.clone(), restore_with: None };
        let operations = drop_key.chain([drop.into()]).collect();
        Ok(Inverse { operations, class: DownClass::Exact })
    }
}

impl fmt::Display for AddColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "add column `{}` to `{}`", self.column.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};
    use crate::dsl::{SetNull, Table};
    use crate::schema::ColumnType;

    fn of<R>(body: impl FnOnce(&mut Table) -> R) -> Vec<&'static str> {
        codes(&blog(), |m| m.add_column("users", body))
    }

    #[test]
    fn dropping_it_undoes_it_with_its_key() {
        assert_eq!(round_trip(&blog(), |m| m.add_column("posts", |t| t.text("body").nullable())), DownClass::Exact);
        let referring = round_trip(&blog(), |m| {
            m.add_column("posts", |t| t.references("editor_id", "users").on_delete(SetNull).nullable().index());
        });
        assert_eq!(referring, DownClass::Exact);
    }

    #[test]
    fn a_reference_to_its_own_table_is_resolved() {
        let schema = schema(|m| {
            m.create_table("nodes", |t| t.id());
            m.add_column("nodes", |t| t.references("parent_id", "nodes").nullable());
        });
        let nodes = schema.table(&"nodes".into()).unwrap();
        assert_eq!(nodes.columns[1].ty, ColumnType::BigInteger);
        assert_eq!(nodes.foreign_keys[0].ref_columns, ["id".into()]);
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&blog(), |m| m.add_column("user", |t| t.text("a"))), ["unknown-table"]);
        assert_eq!(of(|t| t.text("Email")), ["duplicate-column"]);
        assert_eq!(of(|t| t.boolean("a").default(1)), ["default-does-not-fit"]);
        assert_eq!(of(|t| t.references("a", "nowhere")), ["unknown-table"]);
        assert_eq!(of(|t| t.text("a").unique().index()), [""; 0]);
        let mut id = crate::schema::Column::new("a", crate::schema::ColumnType::Id);
        id.nullable = false;
        let add = super::AddColumn { table: "users".into(), column: id, foreign_key: None, fill: None };
        let (mut schema, mut findings) = (blog(), super::Findings::new());
        super::Change::apply(&add, &mut schema, &mut findings);
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["id-not-primary-key"]);
        let taken = codes(&blog(), |m| {
            m.add_unique("users", ["age"]).name("fk_posts_editor_id");
            m.add_column("posts", |t| t.references("editor_id", "users"));
        });
        assert_eq!(taken, ["name-taken"]);
    }
}
