//! The body of a table: its columns, each with what can be said beside it, then its keys and constraints.

use super::chain::{Argument, Chain};
use super::operation::named;
use super::{index, literal};
use crate::ident::{Ident, TableName};
use crate::operation::{AddCheck, AddForeignKey, CreateIndex, Operation};
use crate::schema::{Action, Check, Column, ColumnType, DefaultValue, Deferrable, ForeignKey, Index, Table, Unique};

/// The statements of a table, and the operations for what cannot be said inside it.
pub(super) fn body(table: &Table) -> (Vec<Chain>, Vec<Operation>) {
    let inline = Inline::of(table);
    let mut statements = Vec::new();
    statements.extend(table.comment.as_deref().map(|text| Chain::on("t").call("comment", [literal::text(text)])));
    let mut columns = &table.columns[..];
    while let [column, rest @ ..] = columns {
        columns = rest;
        match rest {
            [next, rest @ ..] if is_timestamp(column, "created_at") && is_timestamp(next, "updated_at") => {
                statements.push(Chain::on("t").flag("timestamps"));
                columns = rest;
            }
            _ => statements.push(self::column(table, column, &inline)),
        }
    }
    let mut behind = Vec::new();
    if let Some(key) = table.primary_key.as_ref().filter(|_| !inline.primary_key) {
        let chain = Chain::on("t").call("primary_key", [literal::list(&key.columns)]);
        statements.push(chain.text_if(key.name.as_deref(), "name"));
    }
    let options = [
        ("postgres_options", &table.options.postgres),
        ("mysql_options", &table.options.mysql),
        ("sqlite_options", &table.options.sqlite),
    ];
    for (call, text) in options {
        statements.extend(text.as_deref().map(|text| Chain::on("t").call(call, [literal::text(text)])));
    }
    for unique in &table.uniques[inline.uniques..] {
        let chain = Chain::on("t").call("unique", [literal::list(&unique.columns)]);
        statements.push(refined_unique(chain, unique, &table.name));
    }
    for index in &table.indexes[inline.indexes..] {
        match index::inside(&table.name, index) {
            Some(chain) => statements.push(chain),
            None => {
                behind.push(CreateIndex { table: table.name.clone(), index: index.clone(), concurrently: false }.into())
            }
        }
    }
    for key in table.foreign_keys.iter().filter(|key| !is_reference(key, table)) {
        match key.not_valid {
            false => statements.push(foreign_key(key, table)),
            true => behind.push(AddForeignKey { table: table.name.clone(), key: key.clone() }.into()),
        }
    }
    for check in &table.checks[inline.checks..] {
        match check.not_valid {
            false => {
                let arguments = [literal::name(&check.name), literal::text(&check.expression)];
                statements.push(Chain::on("t").call("check", arguments));
            }
            true => behind.push(AddCheck { table: table.name.clone(), check: check.clone() }.into()),
        }
    }
    (statements, behind)
}

/// How much of a table's keys and constraints is said beside the columns: so many of each list, from its beginning, for
/// the lists keep the order in which they are declared.
#[derive(Default)]
struct Inline {
    primary_key: bool,
    uniques: usize,
    indexes: usize,
    checks: usize,
}

impl Inline {
    fn of(table: &Table) -> Self {
        let place = |column: &Ident| table.columns.iter().position(|other| other.name == *column);
        Inline {
            primary_key: table.primary_key.as_ref().is_none_or(|key| key.columns.len() == 1),
            uniques: beside(table.uniques.iter().map(|unique| {
                let [column] = &unique.columns[..] else { return None };
                place(column).filter(|_| is_plain_unique(unique))
            })),
            indexes: beside(table.indexes.iter().map(|index| match &plain_columns(index)?[..] {
                [column] => place(column),
                _ => None,
            })),
            checks: beside(table.checks.iter().map(|check| {
                table.columns.iter().position(|column| column.check_name(&table.name) == check.name && !check.not_valid)
            })),
        }
    }
}

/// How many of a list stand beside columns, each behind the one before it.
fn beside(places: impl Iterator<Item = Option<usize>>) -> usize {
    let mut last = 0;
    let fits = |place: &Option<usize>| match place {
        Some(at) if *at >= last => {
            last = *at;
            true
        }
        _ => false,
    };
    places.take_while(fits).count()
}

/// Whether a unique constraint has nothing to say but a name.
fn is_plain_unique(unique: &Unique) -> bool {
    *unique == Unique::on(unique.name.clone(), unique.columns.clone())
}

/// The columns of an index that has nothing to say but a name.
fn plain_columns(index: &Index) -> Option<Vec<Ident>> {
    let columns: Vec<Ident> = index.columns().cloned().collect();
    (*index == Index::on(index.name.clone(), columns.clone())).then_some(columns)
}

/// What is said of a unique constraint, inside its table or beside it.
pub(super) fn refined_unique(chain: Chain, unique: &Unique, table: &TableName) -> Chain {
    let chain = named(chain, "uq", table, &unique.columns, &unique.name);
    deferrable(chain.flag_if(unique.nulls_not_distinct, "nulls_not_distinct"), unique.deferrable)
}

/// Whether a foreign key is said by `references`.
fn is_reference(key: &ForeignKey, table: &Table) -> bool {
    let [column] = &key.columns[..] else { return false };
    let is_reference = table.column(column).is_some_and(|column| column.ty == ColumnType::References);
    is_reference && key.ref_columns.is_empty() && !key.not_valid
}

fn is_timestamp(column: &Column, name: &str) -> bool {
    let mut plain = Column::new(name, ColumnType::TimestampTz);
    plain.default = Some(DefaultValue::Now);
    *column == plain
}

/// A column of an operation on a table that is there, with the unique constraint, index and check that come with it.
pub(super) fn single(table: &Table) -> Option<Chain> {
    let [column] = &table.columns[..] else { return None };
    Some(self::column(table, column, &Inline::of(table)))
}

fn column(table: &Table, column: &Column, inline: &Inline) -> Chain {
    let own = std::slice::from_ref(&column.name);
    let key = table.foreign_keys.iter().find(|key| key.columns == own && is_reference(key, table));
    let primary = table.primary_key.as_ref().filter(|key| key.columns == own);
    let (is_key, key_name) = (primary.is_some(), primary.and_then(|key| key.name.as_deref()));
    let named = [literal::name(&column.name)];
    let t = Chain::on("t");
    let (t, says_key) = match (&column.ty, key) {
        (ColumnType::Id, _) if column.name == Ident::from("id") => (t.flag("id"), true),
        (ColumnType::Id, _) => (t.call("id_named", named), true),
        (ColumnType::IntegerId, _) if column.name == Ident::from("id") => (t.flag("integer_id"), true),
        (ColumnType::IntegerId, _) => (t.call("integer_id_named", named), true),
        (ColumnType::Uuid, _) if column.name == Ident::from("id") && is_key => (t.flag("uuid_id"), true),
        (_, Some(key)) => (t.call("references", [named[0].clone(), literal::name(&key.ref_table)]), false),
        (ty, None) => (of_type(t, &column.name, ty), false),
    };
    let t = t.flag_if(column.unsigned, "unsigned").flag_if(is_key && !says_key && key_name.is_none(), "primary_key");
    let t = t.text_if(key_name, "primary_key_named");
    let t = default(t.flag_if(column.nullable, "nullable"), column).text_if(column.collation.as_deref(), "collate");
    let t = match &column.generated {
        Some(generated) if generated.stored => t.text_if(Some(&generated.expression), "generated"),
        Some(generated) => t.text_if(Some(&generated.expression), "generated_virtual"),
        None => t,
    };
    let t = key.map_or(t.clone(), |key| {
        let is_derived = key.name == Ident::derived("fk", &table.name, own);
        actions(t.text_if((!is_derived).then_some(key.name.as_str()), "key_named"), key)
    });
    let uniques = table.uniques[..inline.uniques].iter().filter(|unique| unique.columns == own);
    let t = uniques
        .fold(t, |t, unique| beside_column(t, ("uq", "unique", "unique_named"), table, &column.name, &unique.name));
    let indexes = table.indexes[..inline.indexes].iter().filter(|index| index.columns().eq(own));
    let t =
        indexes.fold(t, |t, index| beside_column(t, ("ix", "index", "index_named"), table, &column.name, &index.name));
    let is_own = |check: &&Check| check.name == column.check_name(&table.name);
    let check = table.checks[..inline.checks].iter().find(is_own).map(|check| check.expression.as_str());
    t.text_if(check, "check").text_if(column.comment.as_deref(), "comment")
}

/// A constraint or index beside its column: by the one call where its name is derived, by the other where it is not.
fn beside_column(
    t: Chain,
    (prefix, derived, other): (&str, &'static str, &'static str),
    table: &Table,
    column: &Ident,
    name: &Ident,
) -> Chain {
    match *name == Ident::derived(prefix, &table.name, std::slice::from_ref(column)) {
        true => t.flag(derived),
        false => t.call(other, [literal::name(name)]),
    }
}

/// The call that declares a column of a type.
fn of_type(t: Chain, name: &Ident, ty: &ColumnType) -> Chain {
    let named = |more: &[Argument]| [&[literal::name(name)], more].concat();
    let plain = match ty {
        ColumnType::String(length) => return t.call("string", named(&[length.into()])),
        ColumnType::BinaryN(length) => return t.call("binary_n", named(&[length.into()])),
        ColumnType::Decimal(precision, scale) => {
            return t.call("decimal", named(&[precision.into(), scale.into()]));
        }
        ColumnType::OneOf(values) => return t.call("one_of", named(&[literal::list(values)])),
        ColumnType::Enum(ty) => return t.call("native_enum", named(&[literal::name(ty)])),
        ColumnType::Array(item) => return of_type(t, name, item).flag("array"),
        ColumnType::Custom(custom) => {
            let texts = [&custom.any, &custom.postgres, &custom.mysql, &custom.sqlite];
            let any = texts.into_iter().flatten().next().map(String::as_str).unwrap_or_default();
            let t = t.call("custom", named(&[literal::text(any)]));
            let t = t.text_if(custom.postgres.as_deref(), "postgres").text_if(custom.mysql.as_deref(), "mysql");
            return t.text_if(custom.sqlite.as_deref(), "sqlite");
        }
        ColumnType::Text => "text",
        ColumnType::SmallInteger => "small_integer",
        ColumnType::Integer | ColumnType::IntegerId => "integer",
        ColumnType::BigInteger | ColumnType::Id | ColumnType::References => "big_integer",
        ColumnType::Boolean => "boolean",
        ColumnType::Float => "float",
        ColumnType::Double => "double",
        ColumnType::Date => "date",
        ColumnType::Time => "time",
        ColumnType::Timestamp => "timestamp",
        ColumnType::TimestampTz => "timestamp_tz",
        ColumnType::Uuid => "uuid",
        ColumnType::Json => "json",
        ColumnType::JsonText => "json_text",
        ColumnType::Binary => "binary",
    };
    t.call(plain, named(&[]))
}

fn default(t: Chain, column: &Column) -> Chain {
    match &column.default {
        None => t,
        Some(DefaultValue::Now) => t.flag("default_now"),
        Some(DefaultValue::Uuid) => t.flag("default_uuid"),
        Some(DefaultValue::Sql(sql)) => t.call("default_sql", [literal::text(sql)]),
        Some(value) => match literal::value(value, &column.ty) {
            Some(literal) => t.call("default", [literal]),
            None => t.call("default_sql", [literal::text(&value.to_string())]),
        },
    }
}

fn foreign_key(key: &ForeignKey, table: &Table) -> Chain {
    let ends = [literal::list(&key.columns), literal::name(&key.ref_table), literal::list(&key.ref_columns)];
    let t = Chain::on("t").call("foreign_key", ends);
    actions(named(t, "fk", &table.name, &key.columns, &key.name), key)
}

/// What happens at the other end of a key, and when.
pub(super) fn actions(t: Chain, key: &ForeignKey) -> Chain {
    let word = |action: Action| match action {
        Action::NoAction => "NoAction",
        Action::Restrict => "Restrict",
        Action::Cascade => "Cascade",
        Action::SetNull => "SetNull",
        Action::SetDefault => "SetDefault",
    };
    let mut t = t;
    if key.on_delete != Action::NoAction {
        t = t.call("on_delete", [word(key.on_delete).into()]);
    }
    if key.on_update != Action::NoAction {
        t = t.call("on_update", [word(key.on_update).into()]);
    }
    deferrable(t, key.deferrable).flag_if(key.external, "external")
}

/// When a constraint is looked at.
pub(super) fn deferrable(t: Chain, when: Option<Deferrable>) -> Chain {
    match when {
        None => t,
        Some(Deferrable::InitiallyImmediate) => t.call("deferrable", ["InitiallyImmediate".into()]),
        Some(Deferrable::InitiallyDeferred) => t.call("deferrable", ["InitiallyDeferred".into()]),
    }
}
