//! The default of a column.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Column, ColumnType};

/// What a column holds when a row is written without it.
///
/// ```
/// use covet_core::schema::{ColumnType, DefaultValue};
/// assert_eq!(DefaultValue::from("x"), DefaultValue::Text("x".into()));
/// assert!(DefaultValue::from(true).fits(&ColumnType::Boolean));
/// assert!(!DefaultValue::from("x").fits(&ColumnType::Integer));
/// ```
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
    /// Whether a column can hold this value: its type does, and its sign.
    pub fn fits_in(&self, column: &Column) -> bool {
        let is_negative = match self {
            DefaultValue::Int(n) => *n < 0,
            DefaultValue::Number(text) | DefaultValue::Text(text) => text.starts_with('-'),
            _ => false,
        };
        match (column.unsigned, self, &column.ty) {
            (true, DefaultValue::Int(n), ColumnType::SmallInteger) => u16::try_from(*n).is_ok(),
            (true, DefaultValue::Int(n), ColumnType::Integer) => u32::try_from(*n).is_ok(),
            (true, _, _) if is_negative => false,
            (_, _, ty) => self.fits(ty),
        }
    }

    /// Whether a column of type `ty` can hold this value.
    ///
    /// A decimal may be written as a number or as a text (`"0.10"`), a timestamp as a text in UTC
    /// (`"2020-01-31 12:00:00"`); an expression is the database's to judge. No text contains a NUL character, which no
    /// database takes within SQL.
    pub fn fits(&self, ty: &ColumnType) -> bool {
        use ColumnType as T;
        match self {
            DefaultValue::Text(text) | DefaultValue::Sql(text) if text.contains('\0') => false,
            DefaultValue::Bool(_) => *ty == T::Boolean,
            DefaultValue::Int(n) => match ty {
                T::SmallInteger => i16::try_from(*n).is_ok(),
                T::Integer => i32::try_from(*n).is_ok(),
                T::Decimal(precision, scale) => is_within(&n.to_string(), *precision, *scale),
                T::BigInteger | T::Float | T::Double | T::Custom(_) | T::References => true,
                _ => false,
            },
            DefaultValue::Number(text) => match ty {
                T::Decimal(precision, scale) => is_decimal(text) && is_within(text, *precision, *scale),
                T::Float | T::Double => is_decimal(text),
                _ => false,
            },
            DefaultValue::Text(text) => match ty {
                T::String(length) => text.chars().count() <= *length as usize,
                T::Decimal(precision, scale) => is_decimal(text) && is_within(text, *precision, *scale),
                T::Uuid => is_uuid(text),
                T::Json | T::JsonText => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
                T::OneOf(values) => values.contains(text),
                T::Timestamp | T::TimestampTz => is_moment(text),
                T::Date => is_date(text),
                T::Time => is_time(text),
                T::Text | T::Enum(_) | T::Array(_) | T::Custom(_) | T::References => true,
                _ => false,
            },
            DefaultValue::Now => matches!(ty, T::Date | T::Time | T::Timestamp | T::TimestampTz),
            DefaultValue::Uuid => *ty == T::Uuid,
            DefaultValue::Sql(_) => !ty.is_id(),
        }
    }
}

/// Digits, perhaps with a sign before and a point and more digits behind; digits before the point may be left out.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or(("0", unsigned));
    !fraction.is_empty() && [whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a decimal has no more digits than the type, before the point and behind it; zeros that say nothing aside.
fn is_within(decimal: &str, precision: u16, scale: u16) -> bool {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let whole = whole.trim_start_matches(['-', '+']).trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    whole.len() <= usize::from(precision.saturating_sub(scale)) && fraction.len() <= usize::from(scale)
}

/// `550e8400-e29b-41d4-a716-446655440000`
fn is_uuid(text: &str) -> bool {
    let form = "00000000-0000-0000-0000-000000000000";
    let is_like = |(byte, form): (u8, u8)| if form == b'0' { byte.is_ascii_hexdigit() } else { byte == form };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(is_like)
}

/// A date and a time of day, and no zone: databases read everything else differently, or by the settings of a session.
fn is_moment(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// `2020-01-31`; there is no year 0.
fn is_date(text: &str) -> bool {
    let year = number(text, 0, 4);
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match number(text, 5, 7) {
        _ if year == 0 => 0,
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    has_form(text, "0000-00-00") && (1..=days).contains(&number(text, 8, 10))
}

/// `12:00:00`, with at most six digits after a point.
fn is_time(text: &str) -> bool {
    let (time, fraction) = text.split_at_checked("00:00:00".len()).unwrap_or(("", ""));
    let fraction_is_well_formed = match fraction.strip_prefix('.') {
        Some(digits) => (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()),
        None => fraction.is_empty(),
    };
    let in_range = number(time, 0, 2) < 24 && number(time, 3, 5).max(number(time, 6, 8)) < 60;
    has_form(time, "00:00:00") && fraction_is_well_formed && in_range
}

/// The number in a part of a text; one that is in no range where there is none.
fn number(text: &str, from: usize, to: usize) -> u32 {
    text.get(from..to).and_then(|digits| digits.parse().ok()).unwrap_or(9999)
}

/// Whether a text has digits where `form` has 0, and otherwise what that has.
fn has_form(text: &str, form: &str) -> bool {
    let is_like = |(byte, form): (u8, u8)| if form == b'0' { byte.is_ascii_digit() } else { byte == form };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(is_like)
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
    fn moments_have_one_form() {
        for good in ["2020-01-31 12:00:00", "0001-12-01 00:00:00.000001", "2024-02-29 23:59:59"] {
            assert!(is_moment(good), "{good}");
        }
        for bad in ["2021-02-29 00:00:00", "1900-02-29 00:00:00", "0000-01-01 00:00:00", "2020-00-01 00:00:00"] {
            assert!(!is_moment(bad), "{bad}");
        }
        for bad in ["", "2020-01-31", "2020-13-01 00:00:00", "2020-02-30 00:00:00", "2020-01-31T12:00:00"] {
            assert!(!is_moment(bad), "{bad}");
        }
        for bad in ["2020-01-31 12:00:00Z", "2020-01-31 24:00:00", "2020-01-31 12:00:00.", "2020-01-31 1é:00:00"] {
            assert!(!is_moment(bad), "{bad}");
        }
    }

    #[test]
    fn numbers_must_fit_their_column() {
        assert!(!DefaultValue::Int(1 << 40).fits(&ColumnType::Integer));
        assert!(DefaultValue::Int(1 << 40).fits(&ColumnType::BigInteger));
        assert!(!DefaultValue::Text("abc".into()).fits(&ColumnType::String(2)));
        let decimal = |text: &str| DefaultValue::Text(text.into()).fits(&ColumnType::Decimal(4, 2));
        assert!(decimal("99.99") && decimal("-0012.500") && !decimal("100") && !decimal("1.234"));
        assert!(!DefaultValue::Int(1234).fits(&ColumnType::Decimal(4, 2)));
        assert!(!DefaultValue::Number("123.5".into()).fits(&ColumnType::Decimal(4, 2)));
    }

    #[test]
    fn a_sign_is_part_of_what_a_column_holds() {
        let unsigned = |ty| Column { unsigned: true, ..Column::new("a", ty) };
        let fits = |n: i64, ty| DefaultValue::Int(n).fits_in(&unsigned(ty));
        assert!(fits(3_000_000_000, ColumnType::Integer) && fits(65_535, ColumnType::SmallInteger));
        assert!(
            !fits(-1, ColumnType::Integer) && !fits(-1, ColumnType::BigInteger) && !fits(1 << 32, ColumnType::Integer)
        );
        assert!(!DefaultValue::Number("-0.5".into()).fits_in(&unsigned(ColumnType::Double)));
        assert!(DefaultValue::Int(-1).fits_in(&Column::new("a", ColumnType::Integer)));
    }

    #[test]
    fn texts_must_be_what_their_type_reads() {
        let fits = |text: &str, ty: ColumnType| DefaultValue::Text(text.into()).fits(&ty);
        assert!(fits("{\"a\": [1]}", ColumnType::Json) && fits("null", ColumnType::JsonText));
        assert!(!fits("{", ColumnType::Json) && !fits("", ColumnType::JsonText));
        assert!(fits("550E8400-e29b-41d4-a716-446655440000", ColumnType::Uuid));
        assert!(!fits("550e8400e29b41d4a716446655440000", ColumnType::Uuid) && !fits("x", ColumnType::Uuid));
    }
}
