//! A row for a table, and what is in its rows.

use covet_core::schema::{Column, ColumnType, DefaultValue, ForeignKey, Table};
use covet_core::{Dialect, Schema, TableName, sql};

/// The statement that puts a row into a table, with a value in every column that has no default; or why there is none.
pub(super) fn insert(table: &Table, schema: &Schema, dialect: Dialect) -> Result<String, String> {
    let writer = sql::writer(dialect);
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for column in &table.columns {
        if let Some(value) = value(column, table, schema, dialect)? {
            columns.push(writer.ident(column.name.as_str()));
            values.push(value);
        }
    }
    let name = writer.table(&table.name);
    Ok(match (columns.is_empty(), dialect) {
        (true, Dialect::MySql) => format!("INSERT INTO {name} () VALUES ()"),
        (true, _) => format!("INSERT INTO {name} DEFAULT VALUES"),
        _ => format!("INSERT INTO {name} ({}) VALUES ({})", columns.join(", "), values.join(", ")),
    })
}

/// The value of a column; nothing where the database has one itself.
fn value(column: &Column, table: &Table, schema: &Schema, dialect: Dialect) -> Result<Option<String>, String> {
    let is_given = column.default.is_some() || column.generated.is_some() || column.ty.is_id();
    if is_given {
        return Ok(None);
    }
    if let Some(key) = table.foreign_keys.iter().find(|key| key.columns.contains(&column.name)) {
        return Ok(Some(referred_to(column, key, table, schema, dialect)));
    }
    match simple(&column.ty, schema, dialect) {
        Some(value) => Ok(Some(value)),
        None if column.nullable => Ok(None),
        None => Err(format!("nothing is known to put into `{}`, {}", column.name, column.ty)),
    }
}

/// What a column refers to: the value of some row, where there is one.
fn referred_to(column: &Column, key: &ForeignKey, table: &Table, schema: &Schema, dialect: Dialect) -> String {
    let writer = sql::writer(dialect);
    let place = key.columns.iter().position(|name| *name == column.name).unwrap_or_default();
    match key.ref_columns.get(place) {
        Some(target) if key.ref_table != table.name && schema.table(&key.ref_table).is_some() => {
            format!("(SELECT {} FROM {} LIMIT 1)", writer.ident(target.as_str()), writer.table(&key.ref_table))
        }
        _ => "NULL".to_owned(),
    }
}

/// A value of a type that every check on nothing but the type lets through.
fn simple(ty: &ColumnType, schema: &Schema, dialect: Dialect) -> Option<String> {
    use ColumnType as T;
    let writer = sql::writer(dialect);
    let text = |value: &str| Some(writer.text(value));
    match ty {
        T::String(_) | T::Text => text("a"),
        T::SmallInteger | T::Integer | T::BigInteger | T::Float | T::Double => Some("1".to_owned()),
        T::Decimal(precision, scale) => Some(if precision == scale { "0" } else { "1" }.to_owned()),
        T::Boolean => Some(writer.boolean(true).to_owned()),
        T::Date => text("2024-02-29"),
        T::Time => text("12:34:56"),
        T::Timestamp | T::TimestampTz => Some(writer.value(&DefaultValue::Text("2024-02-29 12:34:56".into()), ty)),
        T::Uuid => Some(writer.uuid().to_owned()),
        T::Json | T::JsonText => text("{}"),
        T::Binary | T::BinaryN(_) if dialect == Dialect::Postgres => text("\\x00"),
        T::Binary | T::BinaryN(_) => Some("X'00'".to_owned()),
        T::OneOf(values) => values.first().and_then(|value| text(value)),
        T::Enum(name) => schema.enum_values(name).and_then(|values| text(values.first()?)),
        T::Array(_) => text("{}"),
        T::Id | T::IntegerId | T::Custom(_) | T::References => None,
    }
}

/// The query whose rows are those of a table: every value as a text that says what it is.
pub(super) fn contents(table: &Table, dialect: Dialect) -> String {
    let writer = sql::writer(dialect);
    let mut columns: Vec<_> = table.columns.iter().map(|column| writer.ident(column.name.as_str())).collect();
    // A column that was dropped and added again stands at the end.
    columns.sort_unstable();
    let shown = columns.iter().map(|column| match dialect {
        Dialect::Postgres => format!("{column}::text"),
        Dialect::MySql => format!("hex({column})"),
        Dialect::Sqlite => format!("quote({column})"),
    });
    format!("SELECT {} FROM {}", shown.collect::<Vec<_>>().join(", "), writer.table(&table.name))
}

/// The query that says how many rows a table has.
pub(super) fn count(table: &TableName, dialect: Dialect) -> String {
    format!("SELECT count(*) FROM {}", sql::writer(dialect).table(table))
}

#[cfg(test)]
mod tests {
    use covet_core::{dsl, replay};

    use super::*;

    fn schema() -> Schema {
        let mut m = dsl::Migration::new();
        m.create_table("users", |t| {
            t.id();
            t.string("email", 40).unique();
            t.boolean("is_active").default(true);
            t.references("boss_id", "users").nullable();
        });
        m.create_table("posts", |t| {
            t.id();
            t.references("author_id", "users");
            t.one_of("state", ["draft", "public"]);
            t.timestamp("at");
        });
        m.create_table("ids", |t| t.id());
        let mut schema = Schema::new();
        replay::apply(&m.finish().0.into_operations(), &mut schema).unwrap();
        schema
    }

    #[test]
    fn a_row_has_what_no_default_gives() {
        let schema = schema();
        let of = |name: &str, dialect| insert(schema.table(&name.into()).unwrap(), &schema, dialect).unwrap();
        assert_eq!(of("users", Dialect::Postgres), r#"INSERT INTO "users" ("email", "boss_id") VALUES ('a', NULL)"#);
        assert_eq!(
            of("posts", Dialect::MySql),
            "INSERT INTO `posts` (`author_id`, `state`, `at`) VALUES ((SELECT `id` FROM `users` LIMIT 1), 'draft', \
             '2024-02-29 12:34:56')"
        );
        assert_eq!(of("ids", Dialect::MySql), "INSERT INTO `ids` () VALUES ()");
        assert_eq!(of("ids", Dialect::Sqlite), r#"INSERT INTO "ids" DEFAULT VALUES"#);
    }

    #[test]
    fn contents_are_in_the_order_of_names() {
        let schema = schema();
        let users = schema.table(&"users".into()).unwrap();
        let expected = r#"SELECT quote("boss_id"), quote("email"), quote("id"), quote("is_active") FROM "users""#;
        assert_eq!(contents(users, Dialect::Sqlite), expected);
    }
}
