//! A unique index that becomes a unique constraint or a primary key, so that nobody waits while one is built.

use super::{CreateIndex, Operation, resolve};
use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::{IndexPart, Schema, Table};

/// Judges whether an index of `table` can become the unique constraint or primary key on `columns`.
pub(super) fn check(
    name: &Ident,
    columns: &[Ident],
    nulls_not_distinct: bool,
    table: &Table,
    schema: &Schema,
    findings: &mut Findings,
) {
    let names = table.indexes.iter().map(|index| &index.name);
    if !resolve::known("index", name, names, table, schema, findings) {
        return;
    }
    let Some(index) = table.indexes.iter().find(|index| index.name == *name) else { return };
    let is_plain =
        index.parts.iter().all(|part| part.as_column().is_some_and(|name| *part == IndexPart::column(name.clone())));
    let is_usual = index.using.as_ref().is_none_or(|method| method.eq_ignore_ascii_case("btree"));
    let why = if !index.unique {
        "it is not unique".to_owned()
    } else if !index.is_key_of(columns) {
        let on: Vec<String> = index.columns().map(|name| format!("`{name}`")).collect();
        format!("it is on {}", on.join(", "))
    } else if !is_plain || !is_usual || !index.include.is_empty() {
        "it has an order, a method or further columns of its own".to_owned()
    } else if index.nulls_not_distinct != nulls_not_distinct {
        "only one of the two says that NULLs are not distinct".to_owned()
    } else {
        return;
    };
    let message = format!("the index `{name}` of `{}` cannot become this key: {why}", table.name);
    let help = "make a plain unique index on the same columns, with `.concurrently()`";
    findings.push(Diagnostic::error("index-does-not-fit", name.mark(), message).help(help));
}

/// Creates the index again that a key was made of.
pub(super) fn restored(table: &TableName, index: Option<&Ident>, before: &Schema) -> Option<Operation> {
    let index = before.table(table)?.indexes.iter().find(|known| Some(&known.name) == index)?;
    Some(CreateIndex { table: table.clone(), index: index.clone(), concurrently: false }.into())
}
