//! What is too much for a database: names, lengths, keys and rows, judged before a statement is written.

use super::features;
use super::transition::Transition;
use crate::diagnostic::{Diagnostic, Mark};
use crate::dialect::{Dialect, Limits};
use crate::ident::{Ident, TableName};
use crate::operation::Operation;
use crate::schema::{Column, ColumnType, DefaultValue, Table};
use crate::sql::expression_fault;

/// Something that is too much, and what to do instead.
#[derive(PartialEq)]
pub(super) struct Fault {
    pub code: &'static str,
    pub mark: Mark,
    pub why: String,
    pub remedy: String,
}

/// What an operation makes that is too much for the database; what was there before it has been said before.
pub(super) fn faults(t: &Transition<'_>) -> Vec<Diagnostic> {
    let (Some(name), Some(then)) = (t.table(), t.table_then()) else { return Vec::new() };
    let judged = |table: Option<&Table>| table.map(|table| of_table(table, t.dialect)).unwrap_or_default();
    let mut found = judged(t.after.table(then));
    if let Operation::AddColumn(add) = t.operation {
        found.extend(add.fill.as_ref().and_then(|fill| of_default(&add.column, fill, t.dialect)));
    }
    if found.is_empty() {
        return Vec::new();
    }
    let known = judged(t.before.table(name));
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
    faults.extend(table.constraint_names().filter_map(|name| of_name(&name, limits)));
    for key in &table.foreign_keys {
        faults.extend(of_table_name(&key.ref_table, dialect));
    }
    faults.extend(of_size(table, limits));
    faults.extend(keys(table).filter_map(|key| of_key(table, &key, limits)));
    faults.extend(features::of_table(table, dialect));
    faults
}

pub(super) fn of_table_name(name: &TableName, dialect: Dialect) -> Vec<Fault> {
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
    match (&column.ty, limits.string, limits.decimal) {
        (&ColumnType::String(length), Some(most), _) if length > most => fault(
            "too-long",
            format!("`{name}` has {length} characters, more than {most}"),
            format!("declare it `string({most})` or shorter, or `text`"),
        ),
        (&ColumnType::Decimal(precision, scale), _, Some((most, most_scale)))
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
    // What MySQL alone knows as unsigned has half the numbers elsewhere.
    if dialect == Dialect::Postgres && matches!(default, DefaultValue::Int(_)) && !default.fits(&column.ty) {
        return Some(Fault {
            code: "default-does-not-fit",
            mark: column.default_mark.or(column.mark),
            why: format!(
                "its {} columns, which have a sign, do not hold the default {default} of `{}`",
                column.ty, column.name
            ),
            remedy: "declare a wider type".into(),
        });
    }
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
    // A column that is too much by itself is a fault of its own.
    let possible = table.columns.iter().filter(|column| of_column(column, limits).is_none());
    let bytes = possible.map(row_bytes).sum::<usize>() + nullable.div_ceil(8);
    if let Some(most) = limits.row_bytes.filter(|most| bytes > *most) {
        let why = format!("the columns of `{}` take {bytes} bytes a row, more than {most}", table.name);
        return fault(why, "declare long strings `text`");
    }
    None
}

/// A key or an index.
struct Key<'a> {
    /// As messages name it.
    what: String,
    mark: Mark,
    /// How many things it is sorted by.
    length: usize,
    /// Those that are columns, each with the number of characters that count, where it is not all of them.
    columns: Vec<(&'a Ident, Option<u32>)>,
}

impl<'a> Key<'a> {
    fn of(what: String, mark: Mark, columns: &'a [Ident]) -> Self {
        Key { what, mark, length: columns.len(), columns: columns.iter().map(|name| (name, None)).collect() }
    }
}

/// The keys and indexes of a table.
fn keys(table: &Table) -> impl Iterator<Item = Key<'_>> {
    let primary =
        table.primary_key.iter().map(|key| Key::of("the primary key".to_owned(), table.name.mark(), &key.columns));
    let uniques = (table.uniques.iter())
        .map(|unique| Key::of(format!("the unique constraint `{}`", unique.name), unique.name.mark(), &unique.columns));
    // What is in no order holds words and places, of whatever length.
    let ordered = table.indexes.iter().filter(|index| !index.is_kind("fulltext") && !index.is_kind("spatial"));
    let indexes = ordered.map(|index| Key {
        what: format!("the index `{}`", index.name),
        mark: index.name.mark(),
        length: index.parts.len(),
        columns: index.parts.iter().filter_map(|part| Some((part.as_column()?, part.prefix))).collect(),
    });
    let foreign = (table.foreign_keys.iter())
        .map(|key| Key::of(format!("the foreign key `{}`", key.name), key.name.mark(), &key.columns));
    primary.chain(uniques).chain(indexes).chain(foreign)
}

fn of_key(table: &Table, key: &Key<'_>, limits: &Limits) -> Option<Fault> {
    let what = &key.what;
    let fault = |code, why, remedy| Some(Fault { code, mark: key.mark, why, remedy });
    if key.length > limits.key_columns {
        let why = format!("{what} has {} columns, more than {}", key.length, limits.key_columns);
        return fault("too-many-columns", why, "leave some out".into());
    }
    let most = limits.key_bytes?;
    let declared: Vec<(&Column, Option<u32>)> =
        key.columns.iter().filter_map(|(name, prefix)| Some((table.column(name)?, *prefix))).collect();
    if declared.iter().any(|(column, _)| of_column(column, limits).is_some()) {
        return None;
    }
    if let Some((column, _)) = declared.iter().find(|(column, prefix)| prefix.is_none() && is_endless(column)) {
        let why = format!("`{}` is {}, and {what} needs a length", column.name, with_article(&column.ty));
        let remedy = match column.ty {
            ColumnType::Binary => format!("declare it `binary_n({most})` or shorter"),
            ColumnType::Json | ColumnType::JsonText => "index a generated column with a part of it".into(),
            _ => format!("declare it `string({})` or shorter", most / MOST_BYTES),
        };
        return fault("text-in-key", why, remedy);
    }
    let bytes: usize = declared.iter().map(key_bytes).sum();
    if bytes > most {
        let why = format!("{what} has {bytes} bytes, more than {most}");
        let strings: Vec<_> = declared.iter().filter(|(column, _)| is_string(column)).collect();
        let rest = bytes - strings.iter().map(|part| key_bytes(part)).sum::<usize>();
        let each = most.saturating_sub(rest) / MOST_BYTES / strings.len().max(1);
        return fault("key-too-long", why, format!("declare its strings `string({each})` or shorter"));
    }
    None
}

fn with_article(ty: &ColumnType) -> String {
    match ty {
        ColumnType::Text => "a text".into(),
        other => other.to_string(),
    }
}

/// Whether values of the column have any length.
fn is_endless(column: &Column) -> bool {
    matches!(column.ty, ColumnType::Text | ColumnType::Binary | ColumnType::Json | ColumnType::JsonText)
}

fn is_string(column: &Column) -> bool {
    matches!(column.ty, ColumnType::String(_))
}

/// Bytes that a character takes at most.
const MOST_BYTES: usize = 4;

/// Bytes of a column in a key of MySQL, of which so many characters count.
fn key_bytes((column, prefix): &(&Column, Option<u32>)) -> usize {
    match (&column.ty, prefix) {
        (ColumnType::Binary | ColumnType::BinaryN(_), Some(length)) => *length as usize,
        (_, Some(length)) | (ColumnType::String(length), None) => *length as usize * MOST_BYTES,
        _ => row_bytes(column),
    }
}

/// Bytes of a column in a row of MySQL ("Data Type Storage Requirements" in its manual).
fn row_bytes(column: &Column) -> usize {
    let with_length = |bytes: usize| bytes + if bytes > 255 { 2 } else { 1 };
    match &column.ty {
        ColumnType::Id | ColumnType::BigInteger | ColumnType::Double | ColumnType::References => 8,
        ColumnType::String(length) => with_length(*length as usize * MOST_BYTES),
        ColumnType::BinaryN(length) => with_length(*length as usize),
        // The text itself stands elsewhere.
        ColumnType::Text | ColumnType::Json | ColumnType::JsonText | ColumnType::Binary => 12,
        ColumnType::SmallInteger => 2,
        ColumnType::Integer | ColumnType::IntegerId | ColumnType::Float => 4,
        ColumnType::Boolean => 1,
        &ColumnType::Decimal(precision, scale) => {
            let digits = |count: usize| count / 9 * 4 + (count % 9).div_ceil(2);
            digits(usize::from(precision.saturating_sub(scale))) + digits(usize::from(scale))
        }
        ColumnType::Date => 3,
        ColumnType::Time => 6,
        ColumnType::Timestamp | ColumnType::TimestampTz => 8,
        ColumnType::Uuid => 16,
        ColumnType::OneOf(values) => 1 + usize::from(values.len() > 255),
        // MySQL has none of the first two; what the third takes it alone knows.
        ColumnType::Enum(_) | ColumnType::Array(_) | ColumnType::Custom(_) => 0,
    }
}
