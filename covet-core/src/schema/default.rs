//! The default of a column.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ColumnType;

/// What a column holds when a row is written without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultValue {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction, as it is written in SQL.
    Number(String),
    /// A text.
    Text(String),
    /// The moment at which the row is written.
    Now,
    /// A random UUID.
    Uuid,
    /// An expression of the database, passed on as it is written.
    Sql(String),
}

impl DefaultValue {
    /// Whether a column of type `ty` can hold this value.
    ///
    /// A decimal may be written as a number or as a text (`"0.10"`), a timestamp as a text; an expression is the
    /// database's to judge.
    pub fn fits(&self, ty: &ColumnType) -> bool {
        use ColumnType as T;
        match self {
            DefaultValue::Bool(_) => *ty == T::Boolean,
            DefaultValue::Int(n) => match ty {
                T::SmallInteger => i16::try_from(*n).is_ok(),
                T::Integer => i32::try_from(*n).is_ok(),
                T::BigInteger | T::Decimal(..) | T::Float | T::Double | T::Custom(_) | T::References => true,
                _ => false,
            },
            DefaultValue::Number(_) => matches!(ty, T::Decimal(..) | T::Float | T::Double),
            DefaultValue::Text(text) => match ty {
                T::String(length) => text.chars().count() <= *length as usize,
                T::Decimal(..) => is_decimal(text),
                T::OneOf(values) => values.contains(text),
                T::Text | T::Json | T::JsonText | T::Enum(_) | T::Array(_) | T::Custom(_) | T::References => true,
                T::Date | T::Time | T::Timestamp | T::TimestampTz => true,
                _ => false,
            },
            DefaultValue::Now => matches!(ty, T::Date | T::Time | T::Timestamp | T::TimestampTz),
            DefaultValue::Uuid => *ty == T::Uuid,
            DefaultValue::Sql(_) => *ty != T::Id,
        }
    }
}

/// Digits, perhaps with a sign before and a point and more digits behind; digits before the point may be left out.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or(("0", unsigned));
    !fraction.is_empty() && [whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

impl fmt::Display for DefaultValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DefaultValue::Bool(value) => write!(f, "{value}"),
            DefaultValue::Int(value) => write!(f, "{value}"),
            DefaultValue::Number(value) => f.write_str(value),
            DefaultValue::Text(value) => write!(f, "{value:?}"),
            DefaultValue::Now => f.write_str("now"),
            DefaultValue::Uuid => f.write_str("a random UUID"),
            DefaultValue::Sql(value) => write!(f, "the expression `{value}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_may_be_written_as_text() {
        for good in ["0", "-1.50", "+.5", "10.00"] {
            assert!(is_decimal(good), "{good}");
        }
        for bad in ["", "-", ".", "1.", "1e3", "1.2.3", "x", "1 "] {
            assert!(!is_decimal(bad), "{bad}");
        }
    }

    #[test]
    fn numbers_must_fit_their_column() {
        assert!(!DefaultValue::Int(1 << 40).fits(&ColumnType::Integer));
        assert!(DefaultValue::Int(1 << 40).fits(&ColumnType::BigInteger));
        assert!(!DefaultValue::Text("abc".into()).fits(&ColumnType::String(2)));
    }
}
