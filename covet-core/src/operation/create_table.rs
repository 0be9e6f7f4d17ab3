//! Creates a table.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropTable, Inverse, Irreversible, objects, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::dialect::Dialect;
use crate::ident::Ident;
use crate::schema::{Column, ForeignKey, Schema, Table};

/// Creates a table with its keys, constraints and indexes.
///
/// The table is as it was written: [`CreateTable::resolved`] gives it as the schema holds it.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.create_table("users", |t| t.id());
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::CreateTable(_)));
/// assert_eq!(operation.to_string(), "create table `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateTable {
    /// The table, as written.
    pub table: Table,
}

impl CreateTable {
    /// The table with every reference resolved against the schema before it.
    pub fn resolved(&self, before: &Schema) -> Table {
        self.resolve(before, &mut Findings::new())
    }

    /// The operation as one dialect sees it, or nothing where that is what is written.
    pub(super) fn project(&self, dialect: Dialect) -> Option<CreateTable> {
        let columns: Vec<Option<Column>> = self.table.columns.iter().map(|column| column.project(dialect)).collect();
        if columns.iter().all(Option::is_none) && self.table.options.is_unset() {
            return None;
        }
        let seen = columns.into_iter().zip(&self.table.columns);
        let columns = seen.map(|(seen, written)| seen.unwrap_or_else(|| written.clone())).collect();
        let options = self.table.options.project(dialect);
        Some(CreateTable { table: Table { columns, options, ..self.table.clone() } })
    }

    fn resolve(&self, before: &Schema, findings: &mut Findings) -> Table {
        let mut table = self.table.clone();
        table.primary_key = table.primary_key.map(|key| key.named_on(&table.name));
        let resolved: Vec<Option<ForeignKey>> = (self.table.foreign_keys.iter())
            .map(|key| resolve::foreign_key(key, &self.table, before, findings))
            .collect();
        table.foreign_keys = resolved.into_iter().flatten().collect();
        for column in &mut table.columns {
            let key = table.foreign_keys.iter().find(|key| key.columns == [column.name.clone()]);
            resolve::resolve_type(column, key, &self.table, before);
        }
        table
    }

    fn check_columns(&self, schema: &Schema, findings: &mut Findings) {
        let table = &self.table;
        if table.columns.is_empty() {
            let message = format!("table `{}` has no column", table.name);
            findings.push(
                Diagnostic::error("no-columns", table.name.mark(), message).help("declare one, such as `t.id()`"),
            );
        }
        for (at, column) in table.columns.iter().enumerate() {
            resolve::check_column(column, findings);
            resolve::check_enum(column, schema, findings);
            resolve::check_generated(column, table, schema, findings);
            let earlier = &table.columns[..at];
            if earlier.iter().any(|other| other.name == column.name) {
                findings.push(duplicate(column, &table.name));
            } else if let Some(other) = earlier.iter().find(|other| other.name.eq_ignore_ascii_case(&column.name)) {
                let message = format!("columns `{}` and `{}` differ only by case", other.name, column.name);
                let finding = Diagnostic::error("duplicate-column", column.name.mark(), message);
                findings.push(finding.help("MySQL and SQLite take them for one"));
            }
        }
    }

    fn check_keys(&self, schema: &Schema, findings: &mut Findings) {
        let table = &self.table;
        if let Some(key) = &table.primary_key {
            resolve::check_primary_key(key, table, schema, findings);
        }
        self.check_id(findings);
        for key in &table.foreign_keys {
            resolve::check_columns("the foreign key", &key.columns, table, schema, findings);
        }
        for unique in &table.uniques {
            resolve::check_columns("the unique constraint", &unique.columns, table, schema, findings);
            resolve::check_redundant(unique, table, findings);
        }
        for index in &table.indexes {
            resolve::check_index(index, table, schema, findings);
        }
        for check in &table.checks {
            resolve::check_expression(&check.expression, check.name.mark(), findings);
            resolve::check_names(&check.expression, check.name.mark(), table, schema, findings);
        }
        let mut seen: Vec<Ident> = Vec::new();
        // A name that is derived from one with a fault has it too, at the same mark.
        let own = table.columns.iter().map(|column| &column.name).chain([&table.name.name]);
        let faulty: Vec<_> = own.filter(|name| name.fault().is_some()).map(|name| name.mark().index()).collect();
        let is_derived = |name: &Ident| name.mark().index().is_some() && faulty.contains(&name.mark().index());
        for name in table.constraint_names().filter(|name| !is_derived(name)) {
            resolve::check_name("an index or constraint", &name, &table.name, schema, findings);
            if let Some(other) = seen.iter().find(|other| other.eq_ignore_ascii_case(&name)) {
                let message = match *other == name {
                    true => format!("two indexes or constraints of `{}` are named `{name}`", table.name),
                    false => format!("indexes or constraints `{other}` and `{name}` differ only by case"),
                };
                findings.push(Diagnostic::error("name-taken", name.mark(), message).help("give one another name"));
            }
            seen.push(name);
        }
    }

    /// An id is its table's primary key, alone: SQLite knows no other that it assigns.
    fn check_id(&self, findings: &mut Findings) {
        let is_key = |id: &Column| self.table.primary_key.as_ref().is_some_and(|key| key.columns == [id.name.clone()]);
        let ids: Vec<&Column> = self.table.columns.iter().filter(|column| column.ty.is_id()).collect();
        if ids.len() > 1 && ids.iter().all(|id| id.name == ids[0].name) {
            // Said already: two columns of one name.
            return;
        }
        for id in ids.into_iter().filter(|id| !is_key(id)) {
            let message =
                format!("table `{}` has an id, `{}`, that is not its whole primary key", self.table.name, id.name);
            findings.push(Diagnostic::error("id-not-primary-key", id.mark.or(id.name.mark()), message));
        }
    }
}

/// The finding that a table has a column of that name already.
pub(super) fn duplicate(column: &Column, table: &crate::ident::TableName) -> Diagnostic {
    let message = format!("table `{table}` has two columns `{}`", column.name);
    Diagnostic::error("duplicate-column", column.name.mark(), message)
}

impl Change for CreateTable {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let name = &self.table.name;
        findings.extend(name.fault());
        if schema.table(name).is_some() {
            let message = format!("table `{name}` exists already");
            return findings.push(Diagnostic::error("duplicate-table", name.mark(), message));
        }
        resolve::check_table_name(name, None, schema, findings);
        objects::check_not_in_the_way("table", name, schema, findings);
        self.table.options.check(findings);
        self.check_columns(schema, findings);
        self.check_keys(schema, findings);
        let table = self.resolve(schema, findings);
        schema.insert(table);
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropTable::of(self.table.name.clone()))
    }
}

impl fmt::Display for CreateTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create table `{}`", self.table.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};
    use crate::diagnostic::Findings;
    use crate::dialect::Dialect;
    use crate::dsl::{SetNull, Table};
    use crate::operation::Change;
    use crate::schema::{Column, ColumnType, Schema};

    fn of(body: impl FnOnce(&mut Table)) -> Vec<&'static str> {
        codes(&blog(), |m| m.create_table("t", body))
    }

    #[test]
    fn references_are_resolved_also_to_the_table_itself() {
        let schema = schema(|m| {
            m.create_table("tags", |t| t.string("name", 30).primary_key());
            m.create_table("nodes", |t| {
                t.id();
                t.references("parent_id", "nodes").nullable();
                t.references("tag", "tags");
            });
        });
        let nodes = schema.table(&"nodes".into()).unwrap();
        assert_eq!(nodes.column(&"parent_id".into()).unwrap().ty, ColumnType::BigInteger);
        assert_eq!(nodes.column(&"tag".into()).unwrap().ty, ColumnType::String(30));
        assert_eq!(nodes.foreign_keys[1].ref_columns, ["name".into()]);
    }

    #[test]
    fn what_refers_to_a_number_that_a_database_assigns_assigns_none() {
        let schema = schema(|m| {
            m.create_table("owners", |t| t.custom("id", "INTEGER").postgres("bigserial").primary_key());
            m.create_table("pets", |t| t.references("owner_id", "owners"));
        });
        let ty = &schema.table(&"pets".into()).unwrap().columns[0].ty;
        let ColumnType::Custom(own) = ty else { panic!("{ty}") };
        assert_eq!([own.of(Dialect::Postgres), own.of(Dialect::Sqlite)], [Some("bigint"), Some("INTEGER")]);
    }

    #[test]
    fn dropping_it_undoes_it() {
        assert_eq!(round_trip(&blog(), |m| m.create_table("t", |t| t.id())), DownClass::Exact);
    }

    #[test]
    fn faults_of_names_and_columns() {
        assert_eq!(codes(&blog(), |m| m.create_table("users", |t| t.id())), ["duplicate-table"]);
        assert_eq!(of(|_| ()), ["no-columns"]);
        let twice = of(|t| {
            t.integer("a");
            t.text("a");
            t.text("A");
        });
        assert_eq!(twice, ["duplicate-column"; 2]);
        assert_eq!(of(|t| drop(t.string("a", 0))), ["bad-type"]);
        assert_eq!(of(|t| drop(t.decimal("a", 2, 3))), ["bad-type"]);
        assert_eq!(of(|t| drop(t.integer("a").default("x"))), ["default-does-not-fit"]);
        assert_eq!(of(|t| drop(t.timestamp("a").default("tomorrow"))), ["default-does-not-fit"]);
        assert_eq!(of(|t| drop(t.text("a").default("\0"))), ["default-does-not-fit"]);
        assert_eq!(of(|t| drop(t.text(""))), ["empty-name"]);
        assert_eq!(of(|t| drop(t.text("a\0"))), ["nul-in-name"]);
        assert_eq!(of(|t| drop(t.text(&"x".repeat(64)))), ["name-too-long"]);
    }

    #[test]
    fn faults_of_keys() {
        assert_eq!(of(|t| drop(t.integer("a").nullable().primary_key())), ["nullable-primary-key"]);
        let second_key = of(|t| {
            t.id();
            t.integer("b");
            t.primary_key(["b"]);
        });
        assert_eq!(second_key, ["id-not-primary-key"]);
        let unknown = of(|t| {
            t.integer("a");
            t.unique(["b"]);
            t.index(["a", "a"]);
        });
        assert_eq!(unknown, ["unknown-column", "duplicate-column"]);
        let one_name = of(|t| {
            t.integer("a").index();
            t.index(["a"]);
        });
        assert_eq!(one_name, ["name-taken"]);
        assert_eq!(of(|t| drop(t.integer("a").primary_key().unique())), ["redundant-unique"]);
    }

    #[test]
    fn faults_of_references() {
        assert_eq!(of(|t| drop(t.references("a", "user"))), ["unknown-table"]);
        assert_eq!(of(|t| drop(t.references("a", "users").on_delete(SetNull))), ["set-null-on-not-null"]);
        let before = schema(|m| m.create_table("bare", |t| t.integer("a")));
        let codes_of = |body: fn(&mut Table)| codes(&before, |m| m.create_table("t", body));
        assert_eq!(codes_of(|t| drop(t.references("a", "bare"))), ["no-primary-key"]);
    }

    #[test]
    fn nothing_follows_from_a_migration_that_could_not_be_read() {
        let mut schema = Schema::new();
        schema.mark_incomplete();
        let mut findings = Findings::new();
        let mut table = crate::schema::Table::new("t");
        table.columns.push(Column::new("a", ColumnType::References));
        table.foreign_keys.push(crate::schema::ForeignKey::on(
            "fk".into(),
            vec!["a".into()],
            "unread".into(),
            Vec::new(),
        ));
        super::CreateTable { table }.apply(&mut schema, &mut findings);
        assert!(findings.is_empty(), "{findings:?}");
    }

    #[test]
    fn names_are_taken_in_their_schema_and_in_any_case() {
        let before = schema(|m| m.create_table("inv", |t| t.id()));
        let one = |name: &str| codes(&before, |m| m.create_table(name, |t| t.id()));
        assert_eq!(one("x.inv"), [""; 0], "its key is in another schema");
        assert_eq!(one("Inv"), ["name-taken"; 2], "the table and its key");
        assert_eq!(one("PK_inv"), ["name-taken"]);
        let twice = codes(&before, |m| {
            m.create_table("x.inv", |t| t.id());
            m.create_table("x.pk_inv", |t| t.id());
            m.create_table("x.b", |t| t.integer("a").index_named("ix"));
            m.create_table("y.b", |t| t.integer("a").index_named("ix"));
            m.create_table("x.c", |t| t.integer("a").index_named("IX"));
        });
        assert_eq!(twice, ["name-taken"; 2]);
        let own = codes(&before, |m| {
            m.create_table("t", |t| {
                t.integer("a").index_named("ix");
                t.integer("b").index_named("IX");
            });
        });
        assert_eq!(own, ["name-taken"]);
    }
}
