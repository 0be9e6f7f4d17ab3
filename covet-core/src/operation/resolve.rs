//! What several operations need: judging written columns, keys and indexes against a schema, and resolving them.

use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::ident::{Ident, TableName, listed};
use crate::schema::{
    Action, Column, ColumnType, DefaultValue, ForeignKey, Index, IndexKey, PrimaryKey, Schema, Table, Unique,
    expression,
};

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
    check_type(column, &column.ty, mark, findings);
    check_modifiers(column, mark, findings);
    if let Some(default) = column.default.as_ref().filter(|default| !default.fits_in(column)) {
        let sign = if column.unsigned { "unsigned " } else { "" };
        let message = format!("column `{name}` is {sign}{}, which cannot hold its default {default}", column.ty);
        let finding = Diagnostic::error("default-does-not-fit", column.default_mark.or(mark), message);
        findings.push(match column.ty {
            ColumnType::Timestamp | ColumnType::TimestampTz => finding.help("write `2020-01-31 12:00:00`, in UTC"),
            ColumnType::Date => finding.help("write `2020-01-31`"),
            ColumnType::Time => finding.help("write `12:00:00`"),
            ColumnType::Boolean => finding.help("write `true` or `false`"),
            ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => {
                finding.help("write a whole number that fits, without quotes")
            }
            ColumnType::String(_) | ColumnType::Text => finding.help("write a text that fits, in quotes"),
            ColumnType::Decimal(..) => finding.help("write a number that fits, such as `\"0.10\"`"),
            ColumnType::Json | ColumnType::JsonText => finding.help("write JSON, such as `{}` or `\"text\"`"),
            ColumnType::Uuid => finding.help("write `550e8400-e29b-41d4-a716-446655440000`, or `.default_uuid()`"),
            _ => finding,
        });
    }
}

/// Judges the type of a column.
fn check_type(column: &Column, ty: &ColumnType, mark: Mark, findings: &mut Findings) {
    let name = &column.name;
    let mut bad = |message: String, help: &str| findings.push(Diagnostic::error("bad-type", mark, message).help(help));
    match ty {
        ColumnType::String(0) => bad(format!("column `{name}` holds no character"), "give it a length"),
        ColumnType::BinaryN(0) => bad(format!("column `{name}` holds no byte"), "give it a length"),
        ColumnType::Decimal(precision, scale) if *precision == 0 || scale > precision => {
            let message = format!("column `{name}` has {scale} digits after the point, of {precision} in all");
            bad(message, "the first number counts all digits, the second those after the point");
        }
        ColumnType::OneOf(values) => {
            if values.is_empty() {
                bad(format!("column `{name}` is one of no values"), "list the values");
            }
            for (at, value) in values.iter().enumerate() {
                if values[..at].contains(value) {
                    bad(format!("column `{name}` lists the value {value:?} twice"), "remove one of them");
                } else if value.contains('\0') {
                    bad(format!("a value of column `{name}` contains a NUL character"), "choose another value");
                }
            }
        }
        ColumnType::Array(item) => match **item {
            ColumnType::Id
            | ColumnType::IntegerId
            | ColumnType::References
            | ColumnType::OneOf(_)
            | ColumnType::Array(_) => {
                bad(format!("column `{name}` cannot hold a list of {item}"), "use `json`, or a table of its own");
            }
            _ => check_type(column, item, mark, findings),
        },
        _ => {}
    }
}

/// Judges what is said of a column beside its type.
fn check_modifiers(column: &Column, mark: Mark, findings: &mut Findings) {
    use ColumnType as T;
    let (name, ty) = (&column.name, &column.ty);
    let mut bad = |code, message: String, help: &str| findings.push(Diagnostic::error(code, mark, message).help(help));
    let is_number = matches!(ty, T::SmallInteger | T::Integer | T::BigInteger | T::Decimal(..) | T::Float | T::Double);
    let takes_sign = is_number || ty.is_id();
    if column.unsigned && !takes_sign {
        bad("bad-modifier", format!("column `{name}` is {ty}, which cannot be unsigned"), "leave out `.unsigned()`");
    }
    let is_text = matches!(ty, T::String(_) | T::Text | T::OneOf(_) | T::Custom(_) | T::Array(_) | T::References);
    if column.collation.is_some() && !is_text {
        bad("bad-modifier", format!("column `{name}` is {ty}, which has no collation"), "leave out `.collate(..)`");
    }
    if [&column.collation, &column.comment].into_iter().flatten().any(|text| text.contains('\0')) {
        bad("nul-in-sql", format!("column `{name}` is described with a NUL character"), "remove it");
    }
    let Some(generated) = &column.generated else { return };
    if column.default.is_some() {
        let message = format!("column `{name}` is generated, and cannot have a default");
        bad("bad-modifier", message, "leave out one of them");
    }
    if ty.is_id() || *ty == T::References {
        bad("bad-modifier", format!("column `{name}` is {ty}, and cannot be generated"), "leave out `.generated(..)`");
    }
    if expression::uses(&generated.expression, name) {
        bad("bad-modifier", format!("column `{name}` cannot be generated from itself"), "use the other columns");
    }
    check_expression(&generated.expression, mark, findings);
}

/// Judges the names in what a column of `table` is generated from.
pub(super) fn check_generated(column: &Column, table: &Table, schema: &Schema, findings: &mut Findings) {
    if let Some(generated) = &column.generated {
        let mark = column.mark.or(column.name.mark());
        check_names(&generated.expression, mark, table, schema, findings);
    }
}

/// Judges whether an expression names columns that `table` has, as far as that can be told.
pub(super) fn check_names(expression: &str, mark: Mark, table: &Table, schema: &Schema, findings: &mut Findings) {
    if schema.is_incomplete() {
        return;
    }
    // By its own name a table is a row of itself in PostgreSQL.
    let is_row = |name: &str| table.name.name.eq_ignore_ascii_case(name);
    let is_column = |name: &str| table.columns.iter().any(|column| column.name.eq_ignore_ascii_case(name));
    for name in expression::bare_columns(expression).into_iter().filter(|name| !is_column(name) && !is_row(name)) {
        let message = format!("`{expression}` names `{name}`, and table `{}` has no such column", table.name);
        let finding = Diagnostic::error("unknown-column", mark, message);
        let finding = finding.suggest(name, table.columns.iter().map(|column| column.name.as_str()));
        let is_near = finding.help.is_some();
        findings.push(if is_near { finding } else { finding.help("where it is a text, put it between single quotes") });
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

/// Judges the name of an index or constraint that is about to be made on `table`: well formed, and free.
///
/// Case says nothing: where names are told apart by it, they are on one database and not on the next.
pub(super) fn check_name(what: &str, name: &Ident, table: &TableName, schema: &Schema, findings: &mut Findings) {
    findings.extend(name.fault());
    let full = table.beside(name);
    let taken = match schema.owner(&full) {
        Some(owner) => format!("table `{owner}` has an index or constraint of that name"),
        // PostgreSQL and SQLite keep tables and indexes in one namespace.
        None if schema.table_of_any_case(&full).is_some() => "there is a table of that name".to_owned(),
        None => match schema.object_in_the_way(&full) {
            Some(object) => format!("there is a {} of that name", object.kind),
            None => return,
        },
    };
    let message = format!("{what} cannot be named `{name}`: {taken}");
    findings
        .push(Diagnostic::error("name-taken", name.mark(), message).help("give it another name with `.name(\"..\")`"));
}

/// Judges the name that an index or constraint gets in the place of `old`, which may differ by case alone.
pub(super) fn check_new_name(
    what: &str,
    old: &Ident,
    new: &Ident,
    table: &TableName,
    schema: &Schema,
    findings: &mut Findings,
) {
    if *old == *new || !old.eq_ignore_ascii_case(new) {
        check_name(what, new, table, schema, findings);
    }
}

/// The values of a native enum, or a finding.
pub(super) fn enum_values<'a>(schema: &'a Schema, name: &Ident, findings: &mut Findings) -> Option<&'a [String]> {
    let values = schema.enum_values(name);
    if values.is_none() && !schema.is_incomplete() {
        let finding = Diagnostic::error("unknown-enum", name.mark(), format!("enum `{name}` does not exist here"));
        findings.push(finding.suggest(name, schema.enums().map(Ident::as_str)));
    }
    values
}

/// Judges the native enum that a column is of: it is there, and the default is one of its values.
pub(super) fn check_enum(column: &Column, schema: &Schema, findings: &mut Findings) {
    let Some(name) = column.ty.enum_name() else { return };
    let Some(values) = enum_values(schema, name, findings) else { return };
    let Some(DefaultValue::Text(text)) = &column.default else { return };
    if matches!(column.ty, ColumnType::Enum(_)) && !values.contains(text) {
        let message = format!("column `{}` is {}, which has no value {text:?}", column.name, column.ty);
        let mark = column.default_mark.or(column.mark);
        let finding = Diagnostic::error("default-does-not-fit", mark, message);
        findings.push(finding.suggest(text, values.iter().map(String::as_str)));
    }
}

/// Judges the name of the check that the type of a column needs on some databases.
pub(super) fn check_type_name(column: &Column, table: &TableName, schema: &Schema, findings: &mut Findings) {
    if matches!(column.ty, ColumnType::OneOf(_)) {
        check_name("the check of the column's type", &column.check_name(table), table, schema, findings);
    }
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
    if key.external {
        return external_key(key, table, findings);
    }
    let referred = match schema.table(&key.ref_table) {
        _ if key.ref_table == table.name => table,
        Some(referred) => referred,
        None => {
            findings.extend(unknown_target(&key.ref_table, schema));
            return None;
        }
    };
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

/// The finding that a key refers to a table that is not there, and may be another crate's.
fn unknown_target(table: &TableName, schema: &Schema) -> Option<Diagnostic> {
    if schema.is_incomplete() {
        return None;
    }
    let finding = schema.unknown_table(table);
    let is_near = finding.help.is_some();
    let help = "where another crate makes it, give its directory in covet.toml, `[apps.<name>]` and `path = \"..\"`, or \
                declare a column and a foreign key that is `.external()`";
    Some(if is_near { finding } else { finding.help(help) })
}

/// Judges this end of a key to a table of which nothing is known.
fn external_key(key: &ForeignKey, table: &Table, findings: &mut Findings) -> Option<ForeignKey> {
    let mark = key.ref_table.mark();
    if key.ref_columns.is_empty() {
        let message =
            format!("nothing is known of `{}`: the foreign key has to say which columns it refers to", key.ref_table);
        findings.push(Diagnostic::error("no-columns", mark, message).help("such as `[\"id\"]`"));
        return None;
    }
    let before = findings.len();
    check_arity(key, findings);
    for from in key.columns.iter().filter_map(|column| table.column(column)) {
        check_set_null(key, from, findings);
    }
    (findings.len() == before).then(|| key.clone())
}

/// Judges whether a foreign key joins as many columns as it refers to.
fn check_arity(key: &ForeignKey, findings: &mut Findings) -> bool {
    let agrees = key.columns.len() == key.ref_columns.len();
    if !agrees {
        let (from, to) = (listed(&key.columns), listed(&key.ref_columns));
        let message = format!("the foreign key joins {from} to {to} of `{}`: the numbers differ", key.ref_table);
        findings.push(Diagnostic::error("foreign-key-arity", key.ref_table.mark(), message));
    }
    agrees
}

/// Judges both ends of a foreign key whose columns are written out.
fn check_reference(key: &ForeignKey, table: &Table, referred: &Table, schema: &Schema, findings: &mut Findings) {
    let mark = key.ref_table.mark();
    if !check_arity(key, findings) {
        return;
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
    if from.ty != ColumnType::References && !from.ty.can_refer_to(&to.ty) {
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
    let alike = from.unsigned == to.unsigned && from.collation == to.collation;
    if from.ty != ColumnType::References && from.ty.can_refer_to(&to.ty) && !alike {
        let message = format!(
            "column `{}` is {from}, but `{}` of `{}`, which it refers to, is {to}: MySQL takes them for two types",
            from.name, to.name, referred.name
        );
        findings.push(
            Diagnostic::error("foreign-key-type-mismatch", from.mark.or(key.ref_table.mark()), message)
                .help("give both the same sign and the same collation"),
        );
    }
    check_set_null(key, from, findings);
}

/// Judges whether a foreign key sets a column to NULL that takes none.
fn check_set_null(key: &ForeignKey, from: &Column, findings: &mut Findings) {
    let set_null = [key.on_delete, key.on_update].contains(&Action::SetNull);
    if set_null && !from.nullable {
        let message = format!("the foreign key sets `{}` to NULL, which is NOT NULL", from.name);
        findings.push(
            Diagnostic::error("set-null-on-not-null", from.mark.or(key.ref_table.mark()), message)
                .help("make the column `.nullable()`, or choose another action"),
        );
    }
}

/// The single column that a foreign key refers to.
fn referred_column<'a>(key: Option<&ForeignKey>, table: &'a Table, schema: &'a Schema) -> Option<&'a Column> {
    let key = key?;
    let referred = if key.ref_table == table.name { Some(table) } else { schema.table(&key.ref_table) }?;
    let [column] = &key.ref_columns[..] else { return None };
    referred.column(column)
}

/// Resolves the type of `column`, declared as a reference, through its resolved foreign key.
///
/// A key that could not be resolved has been reported; the column then counts as a big integer, so that nothing
/// follows from it.
pub(super) fn resolve_type(column: &mut Column, key: Option<&ForeignKey>, table: &Table, schema: &Schema) {
    if column.ty != ColumnType::References {
        return;
    }
    let Some(referred) = referred_column(key, table, schema) else {
        column.ty = ColumnType::BigInteger;
        return;
    };
    column.ty = referred.ty.key_type();
    column.unsigned = referred.unsigned;
    column.collation = column.collation.take().or(referred.collation.clone());
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
pub(super) fn check_referrers(dropped: &str, mark: Mark, table: &TableName, schema: &Schema, findings: &mut Findings) {
    let Some(referred) = schema.table(table) else { return };
    let own = referred.foreign_keys.iter().filter(|key| key.ref_table == *table).map(|key| (referred, key));
    let keys = own.chain(schema.referrers(table)).filter(|(_, key)| !referred.is_key(&key.ref_columns));
    let keys: Vec<String> = keys.map(|(other, key)| key_of(key, other)).collect();
    if !keys.is_empty() {
        let message = format!("{dropped} is still needed by {}", keys.join(", "));
        findings.push(Diagnostic::error("still-used", mark, message).help("drop that first"));
    }
}

/// A foreign key, as messages name it.
pub(super) fn key_of(key: &ForeignKey, table: &Table) -> String {
    format!("the foreign key `{}` of `{}`", key.name, table.name)
}

/// Judges whether a table may be given `name`, in the place of `old` where it has one: nothing has it, in whatever case.
pub(super) fn check_table_name(name: &TableName, old: Option<&TableName>, schema: &Schema, findings: &mut Findings) {
    let mut taken = |message: String| {
        let finding = Diagnostic::error("name-taken", name.mark(), message);
        findings.push(finding.help("give it another name"));
    };
    let other = schema.table_of_any_case(name).filter(|other| Some(&other.name) != old && other.name != *name);
    if let Some(other) = other {
        taken(format!(
            "tables `{}` and `{name}` differ only by case, and some databases take them for one",
            other.name
        ));
    }
    if let Some(owner) = schema.owner(name) {
        taken(format!("table `{name}` cannot be named so: an index or constraint of `{owner}` is"));
    }
    if schema.enum_values(&name.name).is_some() && name.schema.is_none() {
        taken(format!("table `{name}` cannot be named so: an enum is"));
    }
}

/// The finding that something is renamed to the name that it has.
pub(super) fn same_name(name: &impl std::fmt::Display, mark: Mark) -> Diagnostic {
    Diagnostic::error("no-change", mark, format!("`{name}` has that name already")).help("remove this")
}

/// Judges whether a column that takes no NULL any more is set to NULL by a foreign key of `table`.
pub(super) fn check_null_actions(column: &Ident, table: &Table, findings: &mut Findings) {
    let sets_null =
        |key: &&ForeignKey| key.columns.contains(column) && [key.on_delete, key.on_update].contains(&Action::SetNull);
    for key in table.foreign_keys.iter().filter(sets_null) {
        let message = format!("the foreign key `{}` sets `{column}` to NULL", key.name);
        let finding = Diagnostic::error("set-null-on-not-null", column.mark(), message);
        findings.push(finding.help("keep it `.nullable()`"));
    }
}

/// Judges a primary key: its columns are there, and none takes NULL.
pub(super) fn check_primary_key(key: &PrimaryKey, table: &Table, schema: &Schema, findings: &mut Findings) {
    check_columns("the primary key", &key.columns, table, schema, findings);
    for column in key.columns.iter().filter_map(|name| table.column(name)).filter(|column| column.nullable) {
        let message = format!("column `{}` is in the primary key and cannot be nullable", column.name);
        findings.push(Diagnostic::error("nullable-primary-key", column.mark, message));
    }
}

/// Judges an index: its columns are there, and what only some indexes can have, it can.
pub(super) fn check_index(index: &Index, table: &Table, schema: &Schema, findings: &mut Findings) {
    let mark = index.name.mark();
    let columns: Vec<Ident> = index.columns().cloned().collect();
    let has_expressions = columns.len() < index.parts.len() + index.include.len();
    if !has_expressions || !columns.is_empty() {
        check_columns("the index", &columns, table, schema, findings);
    }
    for part in &index.parts {
        if let IndexKey::Expression(sql) = &part.key {
            check_expression(sql, mark, findings);
            check_names(sql, mark, table, schema, findings);
        }
    }
    if let Some(filter) = &index.filter {
        check_expression(filter, mark, findings);
        check_names(filter, mark, table, schema, findings);
    }
    if index.nulls_not_distinct && !index.unique {
        let message = format!("the index `{}` says that NULLs are not distinct, but it is not unique", index.name);
        findings.push(Diagnostic::error("bad-index", mark, message).help("add `.unique()`"));
    }
}

/// Judges the condition of a check, or another expression.
pub(super) fn check_expression(expression: &str, mark: Mark, findings: &mut Findings) {
    if expression.trim().is_empty() {
        findings.push(Diagnostic::error("empty-expression", mark, "the expression is empty"));
    }
    if expression.contains('\0') {
        findings.push(Diagnostic::error("nul-in-sql", mark, "the expression contains a NUL character"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe::{codes, schema};
    use crate::dsl::Table;
    use crate::schema::Schema;

    fn found(body: fn(&mut Table)) -> Vec<&'static str> {
        codes(&Schema::new(), |m| {
            m.create_table("t", |t| {
                t.integer("n");
                body(t);
            });
        })
    }

    #[test]
    fn types_that_no_database_has() {
        assert_eq!(found(|t| drop(t.binary_n("a", 0))), ["bad-type"]);
        assert_eq!(found(|t| drop(t.one_of("a", [""; 0]))), ["bad-type"]);
        assert_eq!(found(|t| drop(t.one_of("a", ["x", "x"]))), ["bad-type"]);
        assert_eq!(found(|t| drop(t.one_of("a", ["\0"]))), ["bad-type"]);
        assert_eq!(found(|t| drop(t.one_of("a", ["x"]).array())), ["bad-type"]);
        assert_eq!(found(|t| drop(t.string("a", 0).array())), ["bad-type"]);
        assert_eq!(found(|t| drop(t.text("a").array())), [""; 0]);
    }

    #[test]
    fn modifiers_that_do_not_suit_a_type() {
        assert_eq!(found(|t| drop(t.text("a").unsigned())), ["bad-modifier"]);
        assert_eq!(found(|t| drop(t.integer("a").collate("C"))), ["bad-modifier"]);
        assert_eq!(found(|t| drop(t.text("a").collate("C").comment("x"))), [""; 0]);
        assert_eq!(found(|t| drop(t.text("a").comment("\0"))), ["nul-in-sql"]);
        assert_eq!(found(|t| drop(t.integer("a").generated("n + 1").default(1))), ["bad-modifier"]);
        assert_eq!(found(|t| drop(t.integer("a").generated("a + 1"))), ["bad-modifier"]);
        assert_eq!(found(|t| drop(t.integer("a").generated(""))), ["empty-expression"]);
        assert_eq!(found(|t| drop(t.integer("a").generated_virtual("n + 1"))), [""; 0]);
    }

    #[test]
    fn defaults_of_the_further_types() {
        assert_eq!(found(|t| drop(t.date("a").default("2020-02-30"))), ["default-does-not-fit"]);
        assert_eq!(found(|t| drop(t.time("a").default("24:00:00"))), ["default-does-not-fit"]);
        assert_eq!(found(|t| drop(t.one_of("a", ["x"]).default("y"))), ["default-does-not-fit"]);
        assert_eq!(found(|t| drop(t.small_integer("a").default(40_000))), ["default-does-not-fit"]);
        assert_eq!(found(|t| drop(t.text("a").default_uuid())), ["default-does-not-fit"]);
        assert_eq!(found(|t| drop(t.uuid("a").default_uuid())), [""; 0]);
        assert_eq!(found(|t| drop(t.uuid("a").default("550e8400-e29b-41d4-a716-446655440000"))), [""; 0]);
        assert_eq!(found(|t| drop(t.json("a").default("{"))), ["default-does-not-fit"]);
        assert_eq!(found(|t| drop(t.decimal("a", 4, 2).default(1234))), ["default-does-not-fit"]);
        assert_eq!(found(|t| drop(t.date("a").default("2021-02-29"))), ["default-does-not-fit"]);
        assert_eq!(found(|t| drop(t.integer("a").unsigned().default(-1))), ["default-does-not-fit"]);
        assert_eq!(found(|t| drop(t.integer("a").unsigned().default(3_000_000_000i64))), [""; 0]);
    }

    #[test]
    fn both_ends_of_a_key_agree_in_sign_and_collation() {
        let before = schema(|m| {
            m.create_table("codes", |t| t.integer("a").unsigned().primary_key());
            m.create_table("names", |t| t.string("a", 9).collate("C").primary_key());
        });
        let mismatched = codes(&before, |m| {
            m.create_table("t", |t| {
                t.integer("x");
                t.string("y", 9);
                t.foreign_key(["x"], "codes", ["a"]);
                t.foreign_key(["y"], "names", ["a"]);
            });
        });
        assert_eq!(mismatched, ["foreign-key-type-mismatch"; 2]);
        let alike = codes(&before, |m| {
            m.create_table("t", |t| {
                t.references("x", "codes");
                t.references("y", "names");
            });
            m.alter_column("t", |t| t.integer("x"));
        });
        assert_eq!(alike, ["foreign-key-type-mismatch"], "of the column that is altered");
    }

    #[test]
    fn an_index_that_says_too_much() {
        let before = schema(|m| m.create_table("t", |t| t.integer("a")));
        assert_eq!(codes(&before, |m| drop(m.create_index("t", ["a"]).nulls_not_distinct())), ["bad-index"]);
        assert_eq!(codes(&before, |m| drop(m.create_index("t", ["a"]).expression(""))), ["empty-expression"]);
        assert_eq!(codes(&before, |m| drop(m.create_index("t", ["a"]).include(["b"]))), ["unknown-column"]);
        assert_eq!(codes(&before, |m| drop(m.create_index("t", [""; 0]).name("ix").expression("a + 1"))), [""; 0]);
    }
}
