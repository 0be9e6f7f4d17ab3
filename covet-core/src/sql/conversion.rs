//! Which types of columns become which others, and how readily.

use crate::schema::ColumnType;

/// How a value of one type becomes one of another.
///
/// PostgreSQL's rules, the strictest, hold everywhere: what MySQL and SQLite convert by guessing is not portable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// By itself, or not at all: a value that does not fit is an error.
    Automatic,
    /// Only when it is asked for, because values may mean something else afterwards.
    Explicit,
    /// Only by an expression.
    None,
}

impl Conversion {
    /// How a column of type `from` becomes one of type `to`.
    ///
    /// ```
    /// use covet_core::{schema::ColumnType::*, sql::Conversion};
    /// assert_eq!(Conversion::of(&Integer, &BigInteger), Conversion::Automatic);
    /// assert_eq!(Conversion::of(&Text, &Integer), Conversion::Explicit);
    /// assert_eq!(Conversion::of(&Boolean, &Timestamp), Conversion::None);
    /// ```
    pub fn of(from: &ColumnType, to: &ColumnType) -> Conversion {
        if from == to {
            return Conversion::Automatic;
        }
        match (Family::of(from), Family::of(to)) {
            // What the database itself has a name for, it judges itself.
            (Family::Custom, _) | (_, Family::Custom) => Conversion::Automatic,
            (Family::Own, _) | (_, Family::Own) => Conversion::None,
            (from, to) if from == to => Conversion::Automatic,
            (Family::Bytes, _) | (_, Family::Bytes) => Conversion::None,
            (_, Family::Text) => Conversion::Automatic,
            (Family::Text, _) | (Family::Boolean, Family::Number) | (Family::Number, Family::Boolean) => {
                Conversion::Explicit
            }
            _ => Conversion::None,
        }
    }
}

/// What a type holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Text,
    Number,
    Boolean,
    Moment,
    Date,
    Time,
    Json,
    Bytes,
    Enum,
    Custom,
    /// Converts to nothing but itself.
    Own,
}

impl Family {
    pub(super) fn of(ty: &ColumnType) -> Family {
        match ty {
            ColumnType::String(_) | ColumnType::Text | ColumnType::OneOf(_) => Family::Text,
            ColumnType::Boolean => Family::Boolean,
            ColumnType::Timestamp | ColumnType::TimestampTz => Family::Moment,
            ColumnType::Date => Family::Date,
            ColumnType::Time => Family::Time,
            ColumnType::Json | ColumnType::JsonText => Family::Json,
            ColumnType::Binary | ColumnType::BinaryN(_) => Family::Bytes,
            ColumnType::Enum(_) => Family::Enum,
            ColumnType::Custom(_) => Family::Custom,
            ColumnType::Uuid | ColumnType::Array(_) => Family::Own,
            // A reference is resolved before anything is planned.
            ColumnType::Id
            | ColumnType::IntegerId
            | ColumnType::SmallInteger
            | ColumnType::Integer
            | ColumnType::BigInteger
            | ColumnType::Decimal(..)
            | ColumnType::Float
            | ColumnType::Double
            | ColumnType::References => Family::Number,
        }
    }
}

/// Whether a type holds whole numbers.
pub(super) fn is_whole(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger)
}

/// Whether a type holds numbers with a fraction.
pub(super) fn is_fractional(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::Decimal(..) | ColumnType::Float | ColumnType::Double)
}
