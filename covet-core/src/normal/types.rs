//! Types, as a database names them.

use super::expression::{Token, tokens};
use crate::dialect::Dialect;
use crate::schema::{ColumnType, SqlText};

/// The type that is read back where `ty` was declared.
pub(super) fn told(ty: &ColumnType, dialect: Dialect) -> ColumnType {
    use ColumnType as T;
    match (dialect, ty) {
        (Dialect::Postgres, T::BinaryN(_)) => T::Binary,
        (Dialect::MySql | Dialect::Sqlite, T::TimestampTz) => T::Timestamp,
        (Dialect::MySql, T::JsonText) => T::Json,
        (Dialect::Sqlite, T::IntegerId) => T::Id,
        (Dialect::Sqlite, T::Json | T::JsonText) => T::Text,
        // With a check, which is told apart.
        (Dialect::Postgres | Dialect::Sqlite, T::OneOf(_)) => T::Text,
        (Dialect::Sqlite, T::Uuid | T::BinaryN(_)) => T::Binary,
        (_, T::Array(item)) => T::Array(Box::new(told(item, dialect))),
        (_, T::Custom(custom)) => told_custom(custom.of(dialect).unwrap_or_default(), dialect),
        (_, ty) => ty.clone(),
    }
}

/// The type that a database's own name for one means.
fn told_custom(text: &str, dialect: Dialect) -> ColumnType {
    let name = canonical(text, dialect);
    read_type(&name, dialect).unwrap_or_else(|| ColumnType::Custom(SqlText::only(name, dialect)))
}

/// The name of a type as the database shows it, where people call it otherwise.
fn canonical(text: &str, dialect: Dialect) -> String {
    // Between quotes stand values, whose case counts.
    if text.contains(['\'', '"', '`']) {
        return text.to_owned();
    }
    let mut lower = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    for (spaced, tight) in [(" (", "("), ("( ", "("), (" )", ")"), (" ,", ","), (", ", ",")] {
        lower = lower.replace(spaced, tight);
    }
    let (name, rest) = lower.split_at(lower.find(['(', '[', ' ']).unwrap_or(lower.len()));
    let aliases: &[(&str, &str)] = match dialect {
        Dialect::Postgres => &POSTGRES_ALIASES,
        Dialect::MySql => &MYSQL_ALIASES,
        Dialect::Sqlite => &[],
    };
    let alias = aliases.iter().find(|(alias, _)| *alias == name && !rest.contains("time zone"));
    let known = alias.map_or(name, |(_, known)| known);
    match known.split_once(' ') {
        // The number stands in the middle: `timestamp(3) without time zone`.
        Some((first, zone)) if zone.ends_with("time zone") => format!("{first}{rest} {zone}"),
        _ if dialect == Dialect::MySql && known.ends_with("int") && rest != "(1)" => {
            // How wide a client may show it.
            format!("{known}{}", rest.split_once(')').map_or(rest, |(_, behind)| behind))
        }
        _ => format!("{known}{rest}"),
    }
}

const POSTGRES_ALIASES: [(&str, &str); 14] = [
    ("varchar", "character varying"),
    ("char", "character"),
    ("int", "integer"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("bool", "boolean"),
    ("decimal", "numeric"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("time", "time without time zone"),
    ("timetz", "time with time zone"),
];

const MYSQL_ALIASES: [(&str, &str); 5] =
    [("integer", "int"), ("numeric", "decimal"), ("dec", "decimal"), ("bool", "tinyint(1)"), ("boolean", "tinyint(1)")];

/// The type that a database calls `text`; nothing where no type of ours is called so.
///
/// PostgreSQL as `format_type` writes it, MySQL and MariaDB as `COLUMN_TYPE` does, SQLite as declared. That a database
/// assigns the numbers of a column is no part of its type there: an id is a `bigint`.
///
/// ```
/// use covet_core::{Dialect, normal::read_type, schema::ColumnType};
/// assert_eq!(read_type("character varying(20)", Dialect::Postgres), Some(ColumnType::String(20)));
/// assert_eq!(read_type("int(11)", Dialect::MySql), Some(ColumnType::Integer));
/// assert_eq!(read_type("inet", Dialect::Postgres), None);
/// ```
pub fn read_type(text: &str, dialect: Dialect) -> Option<ColumnType> {
    if dialect == Dialect::Postgres
        && let Some(item) = text.strip_suffix("[]")
    {
        return read_type(item, dialect).map(|item| ColumnType::Array(Box::new(item)));
    }
    if dialect == Dialect::MySql && text.starts_with("enum(") {
        return values(text).map(ColumnType::OneOf);
    }
    let (name, arguments) = parts(text)?;
    let arguments = (name.as_str(), &arguments[..]);
    match dialect {
        Dialect::Postgres => postgres(arguments),
        Dialect::MySql => mysql(arguments),
        Dialect::Sqlite => sqlite(arguments),
    }
}

fn postgres(declared: (&str, &[u32])) -> Option<ColumnType> {
    use ColumnType as T;
    Some(match declared {
        ("bigint", []) => T::BigInteger,
        ("integer", []) => T::Integer,
        ("smallint", []) => T::SmallInteger,
        ("character varying", [length]) => T::String(*length),
        ("text", []) => T::Text,
        ("boolean", []) => T::Boolean,
        ("numeric", [precision, scale]) => decimal(*precision, *scale)?,
        ("real", []) => T::Float,
        ("double precision", []) => T::Double,
        ("date", []) => T::Date,
        // Six digits are also what there is when nothing is said.
        ("time without time zone", [] | [6]) => T::Time,
        ("timestamp without time zone", [] | [6]) => T::Timestamp,
        ("timestamp with time zone", [] | [6]) => T::TimestampTz,
        ("uuid", []) => T::Uuid,
        ("jsonb", []) => T::Json,
        ("json", []) => T::JsonText,
        ("bytea", []) => T::Binary,
        _ => return None,
    })
}

/// The number behind an integer type is how wide a client may show it, and no part of the type.
fn mysql(declared: (&str, &[u32])) -> Option<ColumnType> {
    use ColumnType as T;
    Some(match declared {
        ("bigint", _) => T::BigInteger,
        ("int", _) => T::Integer,
        ("smallint", _) => T::SmallInteger,
        ("varchar", [length]) => T::String(*length),
        ("longtext", []) => T::Text,
        ("tinyint", [1]) => T::Boolean,
        ("decimal", [precision, scale]) => decimal(*precision, *scale)?,
        ("float", []) => T::Float,
        ("double", []) => T::Double,
        ("date", []) => T::Date,
        ("time", [6]) => T::Time,
        ("datetime", [6]) => T::Timestamp,
        ("binary", [16]) => T::Uuid,
        ("json", []) => T::Json,
        ("longblob", []) => T::Binary,
        ("varbinary", [length]) => T::BinaryN(*length),
        _ => return None,
    })
}

/// Names that SQLite and sqlx treat alike are read alike.
fn sqlite(declared: (&str, &[u32])) -> Option<ColumnType> {
    use ColumnType as T;
    Some(match declared {
        ("bigint", []) => T::BigInteger,
        ("integer" | "int", []) => T::Integer,
        ("smallint", []) => T::SmallInteger,
        ("varchar", [length]) => T::String(*length),
        ("text", []) => T::Text,
        ("boolean" | "bool", []) => T::Boolean,
        ("decimal", [precision, scale]) => decimal(*precision, *scale)?,
        ("real" | "float", []) => T::Float,
        ("double", []) => T::Double,
        ("date", []) => T::Date,
        ("time", []) => T::Time,
        ("datetime" | "timestamp", []) => T::Timestamp,
        ("blob", []) => T::Binary,
        _ => return None,
    })
}

/// The values of an enum: `enum('a','b')`.
fn values(text: &str) -> Option<Vec<String>> {
    let [Token::Word(_), open, list @ .., close] = &tokens(text, Dialect::MySql)[..] else { return None };
    let values = list.split(|token| token.is_mark(",")).map(|value| match value {
        [Token::Text(value)] => Some(value.clone()),
        _ => None,
    });
    let values = values.collect::<Option<Vec<String>>>()?;
    (open.is_mark("(") && close.is_mark(")")).then_some(values)
}

fn decimal(precision: u32, scale: u32) -> Option<ColumnType> {
    Some(ColumnType::Decimal(u16::try_from(precision).ok()?, u16::try_from(scale).ok()?))
}

/// The name in lower case, with single spaces, and the numbers in parentheses, wherever these stand in it:
/// `timestamp(6) without time zone`.
fn parts(text: &str) -> Option<(String, Vec<u32>)> {
    let (before, arguments, behind) = match text.split_once('(') {
        Some((before, rest)) => {
            let (arguments, behind) = rest.split_once(')')?;
            (before, Some(arguments), behind)
        }
        None => (text, None, ""),
    };
    let words: Vec<String> =
        before.split_whitespace().chain(behind.split_whitespace()).map(str::to_lowercase).collect();
    let numbers = arguments.map(|list| list.split(',').map(|number| number.trim().parse().ok()).collect());
    Some((words.join(" "), numbers.unwrap_or(Some(Vec::new()))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_types_have_the_name_that_the_database_shows() {
        for (written, dialect, shown) in [
            ("TIMESTAMPTZ(3)", Dialect::Postgres, "timestamp(3) with time zone"),
            ("timestamp (3)", Dialect::Postgres, "timestamp(3) without time zone"),
            ("timestamp(3) with time zone", Dialect::Postgres, "timestamp(3) with time zone"),
            ("varchar", Dialect::Postgres, "character varying"),
            ("char(3)[]", Dialect::Postgres, "character(3)[]"),
            ("double  precision[]", Dialect::Postgres, "double precision[]"),
            ("MEDIUMINT(9)", Dialect::MySql, "mediumint"),
            ("tinyint(3) unsigned", Dialect::MySql, "tinyint unsigned"),
            ("SET('A')", Dialect::MySql, "SET('A')"),
            ("NUMERIC ( 10, 2 )", Dialect::Sqlite, "numeric(10,2)"),
        ] {
            assert_eq!(canonical(written, dialect), shown, "{written}");
        }
    }

    /// As read back, each type is the one that was declared, as far as the database tells it.
    #[test]
    fn what_a_writer_declares_is_read_back() {
        use ColumnType as T;
        let all = [
            T::String(20),
            T::Text,
            T::SmallInteger,
            T::Integer,
            T::BigInteger,
            T::Boolean,
            T::Decimal(10, 2),
            T::Float,
            T::Double,
            T::Date,
            T::Time,
            T::Timestamp,
            T::TimestampTz,
            T::Uuid,
            T::Json,
            T::JsonText,
            T::Binary,
            T::BinaryN(12),
            T::OneOf(vec!["a".into(), "it's, (b)".into()]),
        ];
        for (dialect, ty) in Dialect::ALL.into_iter().flat_map(|dialect| all.iter().map(move |ty| (dialect, ty))) {
            let declared = canonical(&crate::sql::writer(dialect).ty(ty), dialect);
            assert_eq!(read_type(&declared, dialect), Some(told(ty, dialect)), "{declared} on {dialect}");
        }
    }

    #[test]
    fn what_is_not_quite_ours_is_not_ours() {
        for (foreign, dialect) in [
            ("timestamp(3) without time zone", Dialect::Postgres),
            ("character varying", Dialect::Postgres),
            ("numeric", Dialect::Postgres),
            ("numeric(3,-2)", Dialect::Postgres),
            ("inet[]", Dialect::Postgres),
            ("int(10) unsigned", Dialect::MySql),
            ("tinyint(4)", Dialect::MySql),
            ("binary(8)", Dialect::MySql),
            ("set('a','b')", Dialect::MySql),
            ("datetime", Dialect::MySql),
            ("", Dialect::Sqlite),
            ("VARCHAR(", Dialect::Sqlite),
        ] {
            assert_eq!(read_type(foreign, dialect), None, "{foreign}");
        }
    }
}
