//! What several operations need: judging written columns, keys and indexes against a schema, and resolving them.

use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName, listed};
use crate::schema::{Action, Column, ColumnType, ForeignKey, Schema, Table, Unique};

/// The table, or a finding.
pub(super) fn table<'a>(schema: &'a Schema, name: &TableName, findings: &mut Findings) -> Option<&'a Table> {
    let table = schema.table(name);
    if table.is_none() && !schema.is_incomplete() {
        findings.push(schema.unknown_table(name));
    }
    table
}

/// Judges a column on its own: name, type, default.
pub(super) fn check_column(column: &Column, findings: &mut Findings) {
    let name = &column.name;
    findings.extend(name.fault());
    let mark = column.mark.or(name.mark());
    match column.ty {
        ColumnType::String(0) => findings.push(
            Diagnostic::error("bad-type", mark, format!("column `{name}` holds no character")).help("give it a length"),
        ),
        ColumnType::Decimal(precision, scale) if precision == 0 || scale > precision => {
            let message = format!("column `{name}` has {scale} digits after the point, of {precision} in all");
            findings.push(
                Diagnostic::error("bad-type", mark, message)
                    .help("the first number counts all digits, the second those after the point"),
            );
        }
        _ => {}
    }
    if let Some(default) = column.default.as_ref().filter(|default| !default.fits(column.ty)) {
        let message = format!("column `{name}` is {}, which cannot hold its default {default}", column.ty);
        let finding = Diagnostic::error("default-does-not-fit", column.default_mark.or(mark), message);
        findings.push(match column.ty {
            ColumnType::Timestamp | ColumnType::TimestampTz => finding.help("write `2020-01-31 12:00:00`, in UTC"),
            ColumnType::Boolean => finding.help("write `true` or `false`"),
            ColumnType::Integer | ColumnType::BigInteger => finding.help("write a whole number, without quotes"),
            ColumnType::String(_) | ColumnType::Text => finding.help("write a text that fits, in quotes"),
            ColumnType::Decimal(..) => finding.help("write a number, such as `\"0.10\"`"),
            ColumnType::Id | ColumnType::References => finding,
        });
    }
}

/// Judges the columns that a key or an index of `table` names: at least one, each there, none twice.
pub(super) fn check_columns(what: &str, columns: &[Ident], table: &Table, schema: &Schema, findings: &mut Findings) {
    if columns.is_empty() {
        let message = format!("{what} of `{}` names no column", table.name);
        findings.push(Diagnostic::error("no-columns", table.name.mark(), message));
    }
    // Said already: two columns of one name.
    let is_doubled = |name: &&Ident| table.columns.iter().filter(|column| column.name == **name).count() > 1;
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| !is_doubled(column)) {
        if columns[..at].contains(column) {
            let message = format!("{what} of `{}` names `{column}` twice", table.name);
            findings.push(Diagnostic::error("duplicate-column", column.mark(), message));
        } else if table.column(column).is_none() && !schema.is_incomplete() {
            findings.push(table.unknown_column(column));
        }
    }
}

/// Judges whether a unique constraint says what the primary key of `table`, or another constraint of it, says already.
///
/// PostgreSQL makes one of two such constraints in CREATE TABLE, under one of their names: dropping either drops both.
pub(super) fn check_redundant(unique: &Unique, table: &Table, findings: &mut Findings) {
    let by_key = table.primary_key.as_ref().is_some_and(|key| key.columns == unique.columns);
    let other = table.uniques.iter().find(|other| other.name != unique.name && other.columns == unique.columns);
    let what = match other {
        _ if by_key => "the primary key".to_owned(),
        Some(other) => format!("`{}`", other.name),
        None => return,
    };
    let message = format!("{} of `{}` are unique already by {what}", listed(&unique.columns), table.name);
    findings.push(Diagnostic::error("redundant-unique", unique.name.mark(), message).help("leave it out"));
}

/// Judges the name of an index or constraint that is about to be made: well formed, and free.
pub(super) fn check_name(what: &str, name: &Ident, schema: &Schema, findings: &mut Findings) {
    findings.extend(name.fault());
    let taken = match schema.owner(name) {
        Some(owner) => format!("table `{owner}` has an index or constraint of that name"),
        // PostgreSQL and SQLite keep tables and indexes in one namespace.
        None if schema.table(&TableName { schema: None, name: name.clone() }).is_some() => {
            "there is a table of that name".to_owned()
        }
        None => return,
    };
    let message = format!("{what} cannot be named `{name}`: {taken}");
    findings
        .push(Diagnostic::error("name-taken", name.mark(), message).help("give it another name with `.name(\"..\")`"));
}

/// Resolves a foreign key of `table` against the schema, in which `table` itself need not stand yet.
///
/// Gives the key with the columns that it refers to written out; nothing, and a finding, where it refers to nothing.
pub(super) fn foreign_key(
    key: &ForeignKey,
    table: &Table,
    schema: &Schema,
    findings: &mut Findings,
) -> Option<ForeignKey> {
    let referred = if key.ref_table == table.name { table } else { self::table(schema, &key.ref_table, findings)? };
    let ref_columns = match (&key.ref_columns[..], &referred.primary_key) {
        ([], Some(primary)) => primary.columns.clone(),
        ([], None) => {
            let message = format!("table `{}` has no primary key to refer to", referred.name);
            findings.push(Diagnostic::error("no-primary-key", key.ref_table.mark(), message));
            return None;
        }
        (columns, _) => columns.to_vec(),
    };
    let resolved = ForeignKey { ref_columns, ..key.clone() };
    let before = findings.len();
    check_reference(&resolved, table, referred, schema, findings);
    (findings.len() == before).then_some(resolved)
}

/// Judges both ends of a foreign key whose columns are written out.
fn check_reference(key: &ForeignKey, table: &Table, referred: &Table, schema: &Schema, findings: &mut Findings) {
    let mark = key.ref_table.mark();
    if key.columns.len() != key.ref_columns.len() {
        let (from, to) = (listed(&key.columns), listed(&key.ref_columns));
        let message = format!("the foreign key joins {from} to {to} of `{}`: the numbers differ", referred.name);
        return findings.push(Diagnostic::error("foreign-key-arity", mark, message));
    }
    let unknown: Vec<_> = key.ref_columns.iter().filter(|column| referred.column(column).is_none()).collect();
    if !unknown.is_empty() {
        if !schema.is_incomplete() {
            findings.extend(unknown.into_iter().map(|column| {
                let mark = if column.mark().index().is_some() { column.mark() } else { mark };
                referred.unknown_column(&Ident::new(column.as_str(), mark))
            }));
        }
        return;
    }
    if !referred.is_key(&key.ref_columns) {
        let message =
            format!("{} of `{}` is no key: two rows could agree in it", listed(&key.ref_columns), referred.name);
        findings.push(
            Diagnostic::error("foreign-key-target-not-unique", mark, message)
                .help("refer to the primary key, or make the columns unique first"),
        );
    }
    for (column, ref_column) in key.columns.iter().zip(&key.ref_columns) {
        let (Some(from), Some(to)) = (table.column(column), referred.column(ref_column)) else { continue };
        check_ends(key, from, to, referred, findings);
    }
}

/// Judges one pair of columns of a foreign key.
fn check_ends(key: &ForeignKey, from: &Column, to: &Column, referred: &Table, findings: &mut Findings) {
    if from.ty != ColumnType::References && !from.ty.can_refer_to(to.ty) {
        let message = format!(
            "column `{}` is {}, but `{}` of `{}`, which it refers to, is {}",
            from.name,
            from.ty,
            to.name,
            referred.name,
            to.ty.key_type()
        );
        findings.push(
            Diagnostic::error("foreign-key-type-mismatch", from.mark.or(key.ref_table.mark()), message)
                .help(format!("declare it {}", to.ty.key_type())),
        );
    }
    let set_null = [key.on_delete, key.on_update].contains(&Action::SetNull);
    if set_null && !from.nullable {
        let message = format!("the foreign key sets `{}` to NULL, which is NOT NULL", from.name);
        findings.push(
            Diagnostic::error("set-null-on-not-null", from.mark.or(key.ref_table.mark()), message)
                .help("make the column `.nullable()`, or choose another action"),
        );
    }
}

/// The type that a column declared as a reference has: that of the single column that its key refers to.
pub(super) fn reference_type(key: Option<&ForeignKey>, table: &Table, schema: &Schema) -> Option<ColumnType> {
    let key = key?;
    let referred = if key.ref_table == table.name { Some(table) } else { schema.table(&key.ref_table) }?;
    let [column] = &key.ref_columns[..] else { return None };
    Some(referred.column(column)?.ty.key_type())
}

/// Resolves the type of `column`, declared as a reference, through its resolved foreign key.
///
/// A key that could not be resolved has been reported; the column then counts as a big integer, so that nothing
/// follows from it.
pub(super) fn resolve_type(column: &mut Column, key: Option<&ForeignKey>, table: &Table, schema: &Schema) {
    if column.ty == ColumnType::References {
        column.ty = reference_type(key, table, schema).unwrap_or(ColumnType::BigInteger);
    }
}

/// Whether `name` is one of the `kind` things that `table` has; a finding with the nearest name where it is not.
pub(super) fn known<'a>(
    kind: &str,
    name: &Ident,
    names: impl Iterator<Item = &'a Ident> + Clone,
    table: &Table,
    schema: &Schema,
    findings: &mut Findings,
) -> bool {
    let known = names.clone().any(|other| other == name);
    if !known && !schema.is_incomplete() {
        let message = format!("table `{}` has no {kind} `{name}`", table.name);
        let finding = Diagnostic::error("unknown-constraint", name.mark(), message);
        findings.push(finding.suggest(name, names.map(Ident::as_str)));
    }
    known
}

/// Judges whether every foreign key to `table` still refers to a key, now that `dropped` is gone from it.
pub(super) fn check_referrers(dropped: &Ident, table: &TableName, schema: &Schema, findings: &mut Findings) {
    let Some(referred) = schema.table(table) else { return };
    let own = referred.foreign_keys.iter().filter(|key| key.ref_table == *table).map(|key| (referred, key));
    for (other, key) in own.chain(schema.referrers(table)).filter(|(_, key)| !referred.is_key(&key.ref_columns)) {
        let message = format!("`{dropped}` is still needed by the foreign key `{}` of `{}`", key.name, other.name);
        findings.push(Diagnostic::error("still-used", dropped.mark(), message).help("drop that key first"));
    }
}
