//! Types, as a database names them.

use crate::dialect::Dialect;
use crate::schema::ColumnType;

/// The type that is read back where `ty` was declared.
pub(super) fn told(ty: ColumnType, dialect: Dialect) -> ColumnType {
    use ColumnType as T;
    match (dialect, ty) {
        (Dialect::Postgres, T::BinaryN(_)) => T::Binary,
        (Dialect::MySql | Dialect::Sqlite, T::TimestampTz) => T::Timestamp,
        (Dialect::MySql, T::JsonText) => T::Json,
        (Dialect::Sqlite, T::Json | T::JsonText) => T::Text,
        (Dialect::Sqlite, T::Uuid | T::BinaryN(_)) => T::Binary,
        (_, ty) => ty,
    }
}

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
    fn what_is_not_quite_ours_is_not_ours() {
        for (foreign, dialect) in [
            ("timestamp(3) without time zone", Dialect::Postgres),
            ("character varying", Dialect::Postgres),
            ("numeric", Dialect::Postgres),
            ("numeric(3,-2)", Dialect::Postgres),
            ("integer[]", Dialect::Postgres),
            ("int(10) unsigned", Dialect::MySql),
            ("tinyint(4)", Dialect::MySql),
            ("binary(8)", Dialect::MySql),
            ("enum('a','b(')", Dialect::MySql),
            ("datetime", Dialect::MySql),
            ("", Dialect::Sqlite),
            ("VARCHAR(", Dialect::Sqlite),
        ] {
            assert_eq!(read_type(foreign, dialect), None, "{foreign}");
        }
    }
}
