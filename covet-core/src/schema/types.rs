//! The types of columns, as users write them; each dialect says how it declares them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The type of a column.
///
/// ```
/// use covet_core::schema::ColumnType;
/// assert_eq!(ColumnType::Decimal(10, 2).to_string(), "decimal(10, 2)");
/// assert_eq!(ColumnType::Id.key_type(), ColumnType::BigInteger);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// A 64-bit number that the database assigns, never twice.
    Id,
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
    /// The type of the key that the column's foreign key refers to; never in a [`Schema`](super::Schema), where it is resolved.
    References,
}

impl ColumnType {
    /// The type that a column needs to refer to a column of this type.
    pub fn key_type(self) -> ColumnType {
        match self {
            ColumnType::Id => ColumnType::BigInteger,
            other => other,
        }
    }

    /// Whether a column of this type can refer to a column of type `key`.
    pub fn can_refer_to(self, key: ColumnType) -> bool {
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
            ColumnType::References => f.write_str("references"),
        }
    }
}
