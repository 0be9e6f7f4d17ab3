//! What is too much for a database: names, lengths, keys and rows, judged before a statement is written.

use super::transition::Transition;
use crate::diagnostic::{Diagnostic, Mark};
use crate::dialect::{Dialect, Limits};
use crate::ident::{Ident, TableName};
use crate::operation::Operation;
use crate::schema::{Column, ColumnType, DefaultValue, Table};
use crate::sql::expression_fault;

/// Something that is too much, and what to do instead.
#[derive(PartialEq)]
struct Fault {
    code: &'static str,
    mark: Mark,
    why: String,
    remedy: String,
}

/// What an operation makes that is too much for the database; what was there before it has been said before.
pub(super) fn faults(t: &Transition<'_>) -> Vec<Diagnostic> {
    let Some(name) = t.table() else { return Vec::new() };
    let judged = |table: Option<&Table>| table.map(|table| of_table(table, t.dialect)).unwrap_or_default();
    let known = judged(t.before.table(name));
    let mut found = judged(t.after.table(name));
    if let Operation::AddColumn(add) = t.operation {
        found.extend(add.fill.as_ref().and_then(|fill| of_default(&add.column, fill, t.dialect)));
    }
    (found.into_iter().filter(|fault| !known.contains(fault)))
        .map(|fault| t.cannot(fault.code, fault.mark, &fault.why, &fault.remedy))
        .collect()
}

fn of_table(table: &Table, dialect: Dialect) -> Vec<Fault> {
    let limits = &dialect.capabilities().limits;
    let mut faults = of_table_name(&table.name, dialect);
    for column in &table.columns {
        faults.extend(of_name(&column.name, limits));
        faults.extend(of_column(column, limits));
        faults.extend(column.default.as_ref().and_then(|default| of_default(column, default, dialect)));
    }
    faults.extend(table.constraint_names().filter_map(|name| of_name(name, limits)));
    for key in &table.foreign_keys {
        faults.extend(of_table_name(&key.ref_table, dialect));
    }
    faults.extend(of_size(table, limits));
    faults.extend(keys(table).filter_map(|(what, mark, columns)| of_key(table, &what, mark, columns, limits)));
    faults
}

fn of_table_name(name: &TableName, dialect: Dialect) -> Vec<Fault> {
    let can = dialect.capabilities();
    let mark = name.mark();
    let mut faults: Vec<Fault> = of_name(&name.name, &can.limits).into_iter().collect();
    match &name.schema {
        Some(schema) if !can.qualified_names => faults.push(Fault {
            code: "no-schemas",
            mark,
            why: format!("it has no schema `{schema}` that a table could stand in"),
            remedy: format!("name the table `{}_{}`", schema, name.name),
        }),
        Some(schema) => faults.extend(of_name(schema, &can.limits)),
        None => {}
    }
    if let Some(prefix) = can.limits.reserved_prefix.filter(|prefix| begins_with(&name.name, prefix)) {
        faults.push(Fault {
            code: "reserved-name",
            mark,
            why: format!("names that begin with `{prefix}` are its own"),
            remedy: "choose another name".into(),
        });
    }
    faults
}

fn begins_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn of_name(name: &Ident, limits: &Limits) -> Option<Fault> {
    let why = if limits.any_name {
        return None;
    } else if name.chars().any(|char| char > '\u{ffff}') {
        "a character beyond U+FFFF"
    } else if name.ends_with(' ') {
        "a space at its end"
    } else {
        return None;
    };
    Some(Fault {
        code: "bad-name",
        mark: name.mark(),
        why: format!("the name `{name}` has {why}"),
        remedy: "choose another name".into(),
    })
}

fn of_column(column: &Column, limits: &Limits) -> Option<Fault> {
    let name = &column.name;
    let mark = column.mark.or(name.mark());
    let fault = |code, why, remedy| Some(Fault { code, mark, why, remedy });
    if limits.reserved_columns.contains(&name.as_str()) {
        return fault("reserved-name", format!("a column `{name}` is its own"), "choose another name".into());
    }
    match (column.ty, limits.string, limits.decimal) {
        (ColumnType::String(length), Some(most), _) if length > most => fault(
            "too-long",
            format!("`{name}` has {length} characters, more than {most}"),
            format!("declare it `string({most})` or shorter, or `text`"),
        ),
        (ColumnType::Decimal(precision, scale), _, Some((most, most_scale)))
            if precision > most || scale > most_scale =>
        {
            fault(
                "too-long",
                format!("`{name}` has {precision} digits, {scale} of them after the point"),
                format!("declare it `decimal({}, {})` or shorter", most, most_scale.min(scale)),
            )
        }
        _ => None,
    }
}

fn of_default(column: &Column, default: &DefaultValue, dialect: Dialect) -> Option<Fault> {
    let DefaultValue::Sql(expression) = default else { return None };
    let fault = expression_fault(expression, dialect)?;
    Some(Fault {
        code: "bad-expression",
        mark: column.default_mark.or(column.mark),
        why: format!("the default of `{}` is not one expression: {fault}", column.name),
        remedy: "write one expression".into(),
    })
}

fn of_size(table: &Table, limits: &Limits) -> Option<Fault> {
    let fault =
        |why, remedy: &str| Some(Fault { code: "too-wide", mark: table.name.mark(), why, remedy: remedy.into() });
    let columns = table.columns.len();
    if columns > limits.columns {
        return fault(format!("{columns} columns are more than {}", limits.columns), "split the table");
    }
    let nullable = table.columns.iter().filter(|column| column.nullable).count();
    let bytes = table.columns.iter().map(row_bytes).sum::<usize>() + nullable.div_ceil(8);
    if limits.row_bytes.is_some_and(|most| bytes > most) {
        let why = format!("the columns of `{}` take {bytes} bytes a row, more than it has", table.name);
        return fault(why, "declare long strings `text`");
    }
    None
}

/// The keys and indexes of a table, each as messages name it, with its place and its columns.
fn keys(table: &Table) -> impl Iterator<Item = (String, Mark, &[Ident])> {
    let primary =
        table.primary_key.iter().map(|key| ("the primary key".to_owned(), table.name.mark(), &key.columns[..]));
    let uniques = (table.uniques.iter())
        .map(|unique| (format!("the unique constraint `{}`", unique.name), unique.name.mark(), &unique.columns[..]));
    let indexes = (table.indexes.iter())
        .map(|index| (format!("the index `{}`", index.name), index.name.mark(), &index.columns[..]));
    let foreign = (table.foreign_keys.iter())
        .map(|key| (format!("the foreign key `{}`", key.name), key.name.mark(), &key.columns[..]));
    primary.chain(uniques).chain(indexes).chain(foreign)
}

fn of_key(table: &Table, what: &str, mark: Mark, columns: &[Ident], limits: &Limits) -> Option<Fault> {
    let fault = |code, why, remedy| Some(Fault { code, mark, why, remedy });
    if columns.len() > limits.key_columns {
        let why = format!("{what} has {} columns, more than {}", columns.len(), limits.key_columns);
        return fault("too-many-columns", why, "leave some out".into());
    }
    let most = limits.key_bytes?;
    let declared: Vec<&Column> = columns.iter().filter_map(|name| table.column(name)).collect();
    if let Some(text) = declared.iter().find(|column| column.ty == ColumnType::Text) {
        let why = format!("`{}` is a text, and {what} needs a length", text.name);
        return fault("text-in-key", why, format!("declare it `string({})` or shorter", most / MOST_BYTES));
    }
    let bytes: usize = declared.iter().map(|column| key_bytes(column)).sum();
    if bytes > most {
        let why = format!("{what} has {bytes} bytes, more than {most}");
        let rest =
            bytes - declared.iter().filter(|column| is_string(column)).map(|column| key_bytes(column)).sum::<usize>();
        let each =
            most.saturating_sub(rest) / MOST_BYTES / declared.iter().filter(|column| is_string(column)).count().max(1);
        return fault("key-too-long", why, format!("declare its strings `string({each})` or shorter"));
    }
    None
}

fn is_string(column: &Column) -> bool {
    matches!(column.ty, ColumnType::String(_))
}

/// Bytes that a character takes at most.
const MOST_BYTES: usize = 4;

/// Bytes of a column in a key of MySQL.
fn key_bytes(column: &Column) -> usize {
    match column.ty {
        ColumnType::String(length) => length as usize * MOST_BYTES,
        _ => row_bytes(column),
    }
}

/// Bytes of a column in a row of MySQL ("Data Type Storage Requirements" in its manual).
fn row_bytes(column: &Column) -> usize {
    match column.ty {
        ColumnType::Id | ColumnType::BigInteger | ColumnType::References => 8,
        ColumnType::String(length) => {
            let bytes = length as usize * MOST_BYTES;
            bytes + if bytes > 255 { 2 } else { 1 }
        }
        // The text itself stands elsewhere.
        ColumnType::Text => 12,
        ColumnType::Integer => 4,
        ColumnType::Boolean => 1,
        ColumnType::Decimal(precision, scale) => {
            let digits = |count: usize| count / 9 * 4 + (count % 9).div_ceil(2);
            digits(usize::from(precision.saturating_sub(scale))) + digits(usize::from(scale))
        }
        ColumnType::Timestamp | ColumnType::TimestampTz => 8,
    }
}
