//! What several rules ask of keys, checks and indexes.

use super::Case;
use super::said::said;
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::operation::Operation;
use crate::schema::{Check, Column, DefaultValue, ForeignKey, Index, IndexPart, Table, expression};

/// Columns that an operation makes unique.
pub(super) struct MadeUnique<'a> {
    /// The table.
    pub table: &'a TableName,
    /// The columns.
    pub columns: Vec<Ident>,
}

/// The columns that an operation makes unique in all rows of a table; nothing where it does so in some, or by an
/// expression.
pub(super) fn made_unique(operation: &Operation) -> Option<MadeUnique<'_>> {
    match operation {
        Operation::AddUnique(add) => Some(MadeUnique { table: &add.table, columns: add.unique.columns.clone() }),
        Operation::CreateIndex(create) => {
            unique_columns(&create.index).map(|columns| MadeUnique { table: &create.table, columns })
        }
        _ => None,
    }
}

/// The columns in which no two rows of a table agree for this index; nothing where some may, or by an expression.
pub(super) fn unique_columns(index: &Index) -> Option<Vec<Ident>> {
    let columns: Option<Vec<Ident>> = index.parts.iter().map(|part| part.as_column().cloned()).collect();
    columns.filter(|_| index.unique && index.filter.is_none())
}

/// Whether no two rows agree in a column, because this migration has added it so that each holds NULL or its own value.
pub(super) fn never_agrees(case: &Case<'_>, table: &Table, column: &Ident) -> bool {
    case.earlier().any(|operation| match operation {
        Operation::AddColumn(add) => {
            let value = add.fill.as_ref().or(add.column.default.as_ref());
            let is_own = matches!(value, None | Some(DefaultValue::Uuid)) && add.column.generated.is_none();
            add.table == table.name && add.column.name == *column && is_own
        }
        _ => false,
    })
}

/// Whether making columns unique fails, which other rules say, because this migration has added one of them so: without a value
/// that it needs, or with one for all rows.
pub(super) fn fails_anyway(case: &Case<'_>, unique: &MadeUnique<'_>) -> bool {
    let is_fault = |column: &Column, fill: &Option<DefaultValue>| match fill.as_ref().or(column.default.as_ref()) {
        None => !column.nullable && column.generated.is_none(),
        Some(value) => unique.columns.len() == 1 && !matches!(value, DefaultValue::Uuid | DefaultValue::Sql(_)),
    };
    case.earlier().take_while(|operation| !matches!(operation, Operation::RunSql(_) | Operation::RunRust(_))).any(
        |operation| match operation {
            Operation::AddColumn(add) => {
                let is_ours = add.table == *unique.table && unique.columns.contains(&add.column.name);
                is_ours && is_fault(&add.column, &add.fill)
            }
            _ => false,
        },
    )
}

/// Whether this migration has given the rows of a table that had NULL in a column a value there.
pub(super) fn is_filled(case: &Case<'_>, table: &TableName, column: &Ident) -> bool {
    case.earlier().any(|operation| match operation {
        Operation::RunSql(run) => {
            let said = said(run, case.servers);
            let fills = |dialect| said.iter().any(|said| said.is_for(dialect) && said.fills(table, column));
            Dialect::ALL.into_iter().filter(|dialect| case.on(*dialect)).all(fills)
        }
        Operation::Backfill(fill) => fill.table == *table && fill.set.iter().any(|set| set.column == *column),
        _ => false,
    })
}

/// Whether a check that holds for all rows says that a column is not NULL.
pub(super) fn is_checked_not_null(table: &Table, column: &Ident) -> bool {
    table.checks.iter().any(|check| !check.not_valid && says_not_null(check, column))
}

/// Whether a check is `column IS NOT NULL` and no more.
fn says_not_null(check: &Check, column: &Ident) -> bool {
    let words: Vec<&str> = check.expression.split(|char: char| char.is_whitespace() || "()".contains(char)).collect();
    let mut words = words.into_iter().filter(|word| !word.is_empty());
    let is_column = words.next().is_some_and(|word| expression::uses(word, column));
    let rest: Vec<String> = words.map(str::to_ascii_uppercase).collect();
    is_column && rest == ["IS", "NOT", "NULL"]
}

/// The foreign keys that an operation makes, with the table that they are on.
pub(super) fn made_keys(operation: &Operation) -> (Option<&TableName>, &[ForeignKey]) {
    match operation {
        Operation::CreateTable(create) => (Some(&create.table.name), &create.table.foreign_keys),
        Operation::AddColumn(add) => (Some(&add.table), add.foreign_key.as_slice()),
        Operation::AddForeignKey(add) => (Some(&add.table), std::slice::from_ref(&add.key)),
        _ => (None, &[]),
    }
}

/// Whether some index of a table finds rows by these columns.
pub(super) fn has_index_on(table: &Table, columns: &[Ident]) -> bool {
    sorted_by(table).any(|(_, sorted)| sorted.starts_with(columns))
        || table.indexes.iter().any(|index| index.begins_with(columns))
}

/// The keys of a table that have an index of their own, with the columns that it is sorted by.
pub(super) fn sorted_by(table: &Table) -> impl Iterator<Item = (String, &[Ident])> {
    let primary = table.primary_key.iter().map(|key| ("the primary key".to_owned(), &key.columns[..]));
    let uniques = table.uniques.iter().map(|unique| (format!("`{}`", unique.name), &unique.columns[..]));
    primary.chain(uniques)
}

/// The columns of an index that does nothing but find rows by them; nothing where it does more.
pub(super) fn plain_columns(index: &crate::schema::Index) -> Option<Vec<Ident>> {
    let is_plain = !index.unique && index.filter.is_none() && index.include.is_empty() && index.using.is_none();
    let plain = |part: &IndexPart| match part {
        IndexPart { desc: false, nulls: None, opclass: None, prefix: None, .. } => part.as_column().cloned(),
        _ => None,
    };
    index.parts.iter().map(plain).collect::<Option<Vec<Ident>>>().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_says_not_null_and_no_more() {
        let says = |text: &str| says_not_null(&Check::on("ck".into(), text), &"a".into());
        assert!(says("a IS NOT NULL") && says("(\"a\" is  not null)"));
        assert!(!says("a IS NOT NULL OR b") && !says("b IS NOT NULL") && !says("a IS NULL") && !says(""));
    }
}
