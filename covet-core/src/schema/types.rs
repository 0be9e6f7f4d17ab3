//! The types of columns, as users write them; each dialect says how it declares them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{SqlText, key_type};
use crate::dialect::Dialect;
use crate::ident::Ident;

/// The type of a column.
///
/// ```
/// use covet_core::schema::ColumnType;
/// assert_eq!(ColumnType::Decimal(10, 2).to_string(), "decimal(10, 2)");
/// assert_eq!(ColumnType::Id.key_type(), ColumnType::BigInteger);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// A 64-bit number that the database assigns, never twice.
    Id,
    /// A 32-bit number that the database assigns, never twice.
    IntegerId,
    /// Text of at most that many characters (SQLite does not enforce it).
    String(u32),
    /// Text of any length.
    Text,
    /// A signed 16-bit number.
    SmallInteger,
    /// A signed 32-bit number.
    Integer,
    /// A signed 64-bit number.
    BigInteger,
    /// True or false.
    Boolean,
    /// An exact number: digits in all, digits after the point.
    Decimal(u16, u16),
    /// A binary floating-point number of 32 bits.
    Float,
    /// A binary floating-point number of 64 bits.
    Double,
    /// A day.
    Date,
    /// A time of day, in microseconds.
    Time,
    /// A date and time of day without a time zone, in microseconds.
    Timestamp,
    /// A moment, stored as UTC, in microseconds.
    TimestampTz,
    /// A UUID.
    Uuid,
    /// JSON, in the form in which the database works with it best.
    Json,
    /// JSON, kept as the text that was written.
    JsonText,
    /// Bytes of any number.
    Binary,
    /// At most that many bytes (only MySQL enforces it).
    BinaryN(u32),
    /// One of these texts. MySQL has a type for it; the others check.
    OneOf(Vec<String>),
    /// A native enum of PostgreSQL, of that name.
    Enum(Ident),
    /// A list of values of a type, in PostgreSQL.
    Array(Box<ColumnType>),
    /// A type of a database's own, as that database writes it.
    Custom(SqlText),
    /// The type of the key that the column's foreign key refers to; never in a [`Schema`](super::Schema), where it is resolved.
    References,
}

impl ColumnType {
    /// The type that a column needs to refer to a column of this type: of the same values, without what assigns them.
    pub fn key_type(&self) -> ColumnType {
        match self {
            ColumnType::Id => ColumnType::BigInteger,
            ColumnType::IntegerId => ColumnType::Integer,
            ColumnType::Custom(own) => ColumnType::Custom(key_type::of(own)),
            other => other.clone(),
        }
    }

    /// The type of the same numbers, assigned by the database.
    pub fn id_of(&self) -> Option<ColumnType> {
        match self {
            ColumnType::BigInteger => Some(ColumnType::Id),
            ColumnType::Integer => Some(ColumnType::IntegerId),
            _ => None,
        }
    }

    /// Whether the database assigns its numbers.
    pub fn is_id(&self) -> bool {
        matches!(self, ColumnType::Id | ColumnType::IntegerId)
    }

    /// The type as one dialect sees it, or nothing where that is what is written.
    pub fn project(&self, dialect: Dialect) -> Option<ColumnType> {
        match self {
            ColumnType::Custom(custom) => {
                let seen = custom.project(dialect);
                (seen != *custom).then_some(ColumnType::Custom(seen))
            }
            ColumnType::Array(item) => item.project(dialect).map(|item| ColumnType::Array(Box::new(item))),
            _ => None,
        }
    }

    /// The native enum that its values, or the items of its lists, are of.
    pub fn enum_name(&self) -> Option<&Ident> {
        match self {
            ColumnType::Enum(name) => Some(name),
            ColumnType::Array(item) => item.enum_name(),
            _ => None,
        }
    }

    /// Whether a column of this type can refer to a column of type `key`.
    pub fn can_refer_to(&self, key: &ColumnType) -> bool {
        match (self.key_type(), key.key_type()) {
            (ColumnType::String(_), ColumnType::String(_)) => true,
            (from, to) => from == to,
        }
    }
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ColumnType::Id => f.write_str("id"),
            ColumnType::IntegerId => f.write_str("integer_id"),
            ColumnType::String(length) => write!(f, "string({length})"),
            ColumnType::Text => f.write_str("text"),
            ColumnType::SmallInteger => f.write_str("small_integer"),
            ColumnType::Integer => f.write_str("integer"),
            ColumnType::BigInteger => f.write_str("big_integer"),
            ColumnType::Boolean => f.write_str("boolean"),
            ColumnType::Decimal(precision, scale) => write!(f, "decimal({precision}, {scale})"),
            ColumnType::Float => f.write_str("float"),
            ColumnType::Double => f.write_str("double"),
            ColumnType::Date => f.write_str("date"),
            ColumnType::Time => f.write_str("time"),
            ColumnType::Timestamp => f.write_str("timestamp"),
            ColumnType::TimestampTz => f.write_str("timestamp_tz"),
            ColumnType::Uuid => f.write_str("uuid"),
            ColumnType::Json => f.write_str("json"),
            ColumnType::JsonText => f.write_str("json_text"),
            ColumnType::Binary => f.write_str("binary"),
            ColumnType::BinaryN(length) => write!(f, "binary_n({length})"),
            ColumnType::OneOf(values) => write!(f, "one of {values:?}"),
            ColumnType::Enum(name) => write!(f, "enum `{name}`"),
            ColumnType::Array(item) => write!(f, "array of {item}"),
            ColumnType::Custom(custom) => {
                let name = Dialect::ALL.iter().find_map(|&dialect| custom.of(dialect));
                write!(f, "custom type `{}`", name.unwrap_or_default())
            }
            ColumnType::References => f.write_str("references"),
        }
    }
}
