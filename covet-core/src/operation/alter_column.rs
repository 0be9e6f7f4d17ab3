//! Gives a column a new definition.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DownClass, Inverse, Irreversible, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::TableName;
use crate::schema::{Action, Column, ColumnType, Schema, Table};

/// Gives a column a new type, nullability and default; its name, keys and indexes stay.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.alter_column("users", |t| t.text("name"));
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::AlterColumn(_)));
/// assert_eq!(operation.to_string(), "alter column `name` of `users`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlterColumn {
    /// The table.
    pub table: TableName,
    /// The whole new definition; the column is the one of that name.
    pub column: Column,
    /// The expression that gives the new value from the old row, where no conversion of the database does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
    /// Convert by an explicit cast where the database would not convert by itself; only derived downs ask for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cast: bool,
}

impl AlterColumn {
    fn check(&self, table: &Table, old: &Column, schema: &Schema, findings: &mut Findings) {
        let new = &self.column;
        let mark = new.mark.or(new.name.mark());
        if old.ty.is_id() != new.ty.is_id() {
            let message =
                format!("column `{}` of `{}` is {} and cannot become {}", new.name, self.table, old.ty, new.ty);
            return findings.push(Diagnostic::error("bad-type", mark, message).help("make a new table"));
        }
        if old.generated != new.generated {
            let message = format!("column `{}` of `{}` cannot come to be generated otherwise", new.name, self.table);
            findings.push(Diagnostic::error("generated-changed", mark, message).help("drop it, and add it again"));
        }
        if !matches!(old.ty, ColumnType::OneOf(_)) {
            resolve::check_type_name(new, &self.table, schema, findings);
        }
        let in_key = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&new.name));
        if in_key && new.nullable {
            let message = format!("column `{}` is in the primary key and cannot be nullable", new.name);
            findings.push(Diagnostic::error("nullable-primary-key", mark, message));
        }
        self.check_keys(table, schema, findings);
    }

    /// Both ends of every foreign key that the column is part of must still fit.
    fn check_keys(&self, table: &Table, schema: &Schema, findings: &mut Findings) {
        let new = &self.column;
        let mark = new.mark.or(new.name.mark());
        let own = table.foreign_keys.iter().map(|key| (table, key));
        for (owner, key) in own.chain(schema.referrers(&self.table)) {
            let referred = if key.ref_table == table.name { Some(table) } else { schema.table(&key.ref_table) };
            let Some(referred) = referred else { continue };
            for (from, to) in key.columns.iter().zip(&key.ref_columns) {
                let is_from = owner.name == table.name && *from == new.name;
                let is_to = key.ref_table == table.name && *to == new.name;
                if !is_from && !is_to {
                    continue;
                }
                let from = if is_from { Some(new) } else { owner.column(from) };
                let to = if is_to { Some(new) } else { referred.column(to) };
                let (Some(from), Some(to)) = (from, to) else { continue };
                let alike = from.unsigned == to.unsigned && from.collation == to.collation;
                if !from.ty.can_refer_to(&to.ty) || !alike {
                    let message = format!(
                        "column `{}` of `{}` cannot become {}: the foreign key `{}` of `{}` joins it to {}",
                        new.name,
                        self.table,
                        new,
                        key.name,
                        owner.name,
                        if is_from { to } else { from },
                    );
                    findings.push(
                        Diagnostic::error("foreign-key-type-mismatch", mark, message).help("drop that key first"),
                    );
                }
                if is_from && !new.nullable && [key.on_delete, key.on_update].contains(&Action::SetNull) {
                    let message = format!("the foreign key `{}` sets `{}` to NULL", key.name, new.name);
                    findings
                        .push(Diagnostic::error("set-null-on-not-null", mark, message).help("keep it `.nullable()`"));
                }
            }
        }
    }
}

/// Whether every value of `from` is one of `to`, unchanged.
fn widens(from: &ColumnType, to: &ColumnType) -> bool {
    use ColumnType as T;
    match (from, to) {
        (T::String(from), T::String(to)) => to >= from,
        (T::BinaryN(from), T::BinaryN(to)) => to >= from,
        (T::OneOf(from), T::OneOf(to)) => from.iter().all(|value| to.contains(value)),
        (T::String(_) | T::OneOf(_), T::Text) | (T::BinaryN(_), T::Binary) => true,
        (T::SmallInteger, T::Integer | T::BigInteger)
        | (T::Integer, T::BigInteger)
        | (T::Float, T::Double)
        | (T::IntegerId, T::Id) => true,
        (T::Decimal(from, from_scale), T::Decimal(to, to_scale)) => {
            to_scale >= from_scale && to - to_scale >= from - from_scale
        }
        (from, to) => from == to,
    }
}

impl Change for AlterColumn {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        resolve::check_column(&self.column, findings);
        resolve::check_enum(&self.column, schema, findings);
        let Some(table) = resolve::table(schema, &self.table, findings) else { return };
        let Some(old) = table.column(&self.column.name) else {
            if !schema.is_incomplete() {
                findings.push(table.unknown_column(&self.column.name));
            }
            return;
        };
        if *old == self.column && self.using.is_none() {
            let message = format!("column `{}` of `{}` is defined like this already", old.name, self.table);
            let mark = self.column.mark.or(self.column.name.mark());
            findings.push(Diagnostic::error("no-change", mark, message).help("remove this"));
        }
        self.check(table, old, schema, findings);
        schema.update(&self.table, |table| {
            if let Some(column) = table.column_mut(&self.column.name) {
                *column = self.column.clone();
            }
        });
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let old = (before.table(&self.table).and_then(|table| table.column(&self.column.name)))
            .ok_or_else(|| Irreversible(format!("column `{}` of `{}` is unknown", self.column.name, self.table)))?;
        let new = &self.column;
        let may_fail = !widens(&new.ty, &old.ty) || (new.nullable && !old.nullable);
        // A value that was changed on the way up does not come back on the way down.
        let loses = !widens(&old.ty, &new.ty) || self.using.is_some();
        let class = match (loses, may_fail) {
            (true, _) => DownClass::ShapeOnly,
            (false, true) => DownClass::Conditional,
            (false, false) => DownClass::Exact,
        };
        let alter = AlterColumn { table: self.table.clone(), column: old.clone(), using: None, cast: old.ty != new.ty };
        Inverse::classed(alter, class)
    }
}

impl fmt::Display for AlterColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "alter column `{}` of `{}`", self.column.name, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip, schema};
    use crate::dsl::{Cascade, SetNull, Table};

    fn class<R>(body: impl FnOnce(&mut Table) -> R) -> DownClass {
        round_trip(&blog(), |m| drop(m.alter_column("posts", body)))
    }

    #[test]
    fn what_its_down_restores_depends_on_what_is_widened() {
        assert_eq!(class(|t| t.string("title", 80).default("none")), DownClass::Exact);
        assert_eq!(class(|t| t.string("title", 200)), DownClass::Conditional);
        assert_eq!(class(|t| t.string("title", 80).nullable()), DownClass::Conditional);
        assert_eq!(class(|t| t.string("title", 40)), DownClass::ShapeOnly);
        let using = round_trip(&blog(), |m| drop(m.alter_column("posts", |t| t.text("title")).using("upper(title)")));
        assert_eq!(using, DownClass::ShapeOnly);
    }

    #[test]
    fn faults() {
        fn of<R>(table: &str, body: impl FnOnce(&mut Table) -> R) -> Vec<&'static str> {
            codes(&blog(), |m| drop(m.alter_column(table, body)))
        }
        assert_eq!(of("post", |t| t.text("title")), ["unknown-table"]);
        assert_eq!(of("posts", |t| t.text("titel")), ["unknown-column"]);
        assert_eq!(of("posts", |t| t.string("title", 80).default("untitled")), ["no-change"]);
        assert_eq!(of("posts", |t| t.text("id")), ["bad-type"]);
        assert_eq!(of("posts", |t| t.integer("title").default("x")), ["default-does-not-fit"]);
        assert_eq!(of("posts", |t| t.integer("user_id")), ["foreign-key-type-mismatch"]);
    }

    #[test]
    fn faults_of_both_ends_of_a_key() {
        let before = schema(|m| {
            m.create_table("tags", |t| t.string("name", 30).primary_key());
            m.create_table("uses", |t| t.references("tag", "tags").on_delete(SetNull).on_update(Cascade).nullable());
        });
        let of = |table: &str, body: fn(&mut Table)| codes(&before, |m| drop(m.alter_column(table, body)));
        assert_eq!(of("tags", |t| drop(t.string("name", 40))), [""; 0]);
        assert_eq!(of("tags", |t| drop(t.text("name"))), ["foreign-key-type-mismatch"]);
        assert_eq!(of("tags", |t| drop(t.string("name", 30).nullable())), ["nullable-primary-key"]);
        assert_eq!(of("uses", |t| drop(t.string("tag", 30))), ["set-null-on-not-null"]);
    }

    #[test]
    fn what_is_generated_is_dropped_and_added_again() {
        let before = schema(|m| {
            m.create_table("t", |t| {
                t.integer("a");
                t.integer("b").generated("a + 1");
                t.one_of("c", ["x"]);
            });
        });
        let one = |body: fn(&mut Table)| codes(&before, |m| drop(m.alter_column("t", body)));
        assert_eq!(one(|t| drop(t.integer("b").generated("a + 2"))), ["generated-changed"]);
        assert_eq!(one(|t| drop(t.integer("b"))), ["generated-changed"]);
        assert_eq!(one(|t| drop(t.one_of("c", ["x", "y"]))), [""; 0]);
        assert_eq!(
            round_trip(&before, |m| drop(m.alter_column("t", |t| t.one_of("c", ["x", "y"])))),
            DownClass::Conditional
        );
    }
}
