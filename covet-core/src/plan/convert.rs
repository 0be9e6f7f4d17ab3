//! How the values of an altered column come to be of its new type.

use super::Transition;
use crate::diagnostic::Diagnostic;
use crate::ident::Ident;
use crate::operation::AlterColumn;
use crate::schema::{Column, ForeignKey};
use crate::sql::{Conversion, expression_fault};

const ADD_AND_DROP: &str = "add a column of the new type, fill it with `run_sql`, and drop this one";

/// The expression that gives the new value from the old row, where `source` is what the column holds; nothing where the
/// database converts by itself.
pub(super) fn value(
    t: &Transition<'_>,
    alter: &AlterColumn,
    old: &Column,
    source: &str,
) -> Result<Option<String>, Diagnostic> {
    let (sql, new) = (t.sql(), &alter.column);
    let mark = new.mark.or(new.name.mark());
    if let Some(key) = joining_key(t, alter, old) {
        let why = format!("the foreign key `{key}` joins it to another column");
        return Err(t.cannot("type-of-key-column", mark, &why, "drop that key, alter both columns, and add it again"));
    }
    if let Some(other) = generated_column(t, alter, old) {
        let why = format!("the generated column `{other}` uses it");
        return Err(t.cannot("still-used", mark, &why, "drop that column, alter this one, and add it again"));
    }
    let computes = t.capabilities().converts_by_expression;
    if let Some(using) = &alter.using {
        if !computes {
            return Err(t.cannot("no-using", mark, "it does not convert by an expression", ADD_AND_DROP));
        }
        if let Some(fault) = expression_fault(using, t.dialect) {
            let why = format!("`{using}` is not one expression: {fault}");
            return Err(t.cannot("bad-expression", mark, &why, "write one expression"));
        }
        return Ok(Some(format!("({using})")));
    }
    let conversion = Conversion::of(&old.ty, &new.ty);
    if conversion == Conversion::None || (conversion == Conversion::Explicit && !alter.cast) {
        let why = format!("{} does not become {} by itself", old.ty, new.ty);
        let remedy = match (computes, conversion) {
            (false, _) => ADD_AND_DROP.to_owned(),
            (true, Conversion::None) => "say how with `.using(\"..\")`".to_owned(),
            (true, _) => format!("say how with `.using(\"..\")`, such as `CAST({} AS {})`", new.name, sql.ty(&new.ty)),
        };
        return Err(t.cannot("no-automatic-cast", mark, &why, &remedy));
    }
    Ok(sql.converted(source, &old.ty, &new.ty))
}

/// The generated column that keeps the type of a column from changing, where the database lets it.
fn generated_column<'a>(t: &'a Transition<'_>, alter: &AlterColumn, old: &Column) -> Option<&'a Ident> {
    let (sql, new) = (t.sql(), &alter.column);
    let is_same = sql.ty(&old.ty) == sql.ty(&new.ty) && old.collation == new.collation && alter.using.is_none();
    if t.capabilities().retypes_sources || is_same {
        return None;
    }
    let columns = &t.before.table(&alter.table)?.columns;
    columns.iter().find(|column| column.is_generated_from(&old.name)).map(|column| &column.name)
}

/// The foreign key that keeps the type of a column from changing, where the database lets it.
fn joining_key<'a>(t: &'a Transition<'_>, alter: &'a AlterColumn, old: &Column) -> Option<&'a Ident> {
    let (sql, table) = (t.sql(), t.before.table(&alter.table)?);
    if t.capabilities().retypes_keys || sql.ty(&old.ty) == sql.ty(&alter.column.ty) {
        return None;
    }
    let joins = |key: &ForeignKey| {
        key.columns.contains(&old.name) || (key.ref_table == alter.table && key.ref_columns.contains(&old.name))
    };
    let referring =
        t.before.referrers(&alter.table).map(|(_, key)| key).filter(|key| key.ref_columns.contains(&old.name));
    table.foreign_keys.iter().filter(|key| joins(key)).chain(referring).map(|key| &key.name).next()
}
