//! Values as Rust literals.

use std::fmt::Display;

use super::chain::Argument;
use crate::schema::{ColumnType, DefaultValue};

/// A text; raw where it has quotes or backslashes, or runs over several lines.
pub(super) fn text(text: &str) -> Argument {
    Argument::Word(quoted(text))
}

fn quoted(text: &str) -> String {
    let is_plain = |char: char| char == '\n' || !char.is_control();
    let wants_raw = text.contains(['"', '\\', '\n']);
    if !wants_raw || !text.chars().all(is_plain) || text.contains("\"#") {
        return format!("{text:?}");
    }
    let fence = if text.contains('"') { "#" } else { "" };
    format!("r{fence}\"{text}\"{fence}")
}

/// A list of names.
pub(super) fn list<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Argument {
    Argument::List(names.into_iter().map(|name| quoted(name.as_ref())).collect())
}

/// The name of a table, as it is written.
pub(super) fn name(name: impl Display) -> Argument {
    text(&name.to_string())
}

/// The argument of a call that takes a value, such as `default`.
///
/// A number that no Rust literal gives back as it is stands as a text, which a decimal takes as well.
pub(super) fn value(value: &DefaultValue, ty: &ColumnType) -> Option<Argument> {
    match value {
        DefaultValue::Bool(value) => Some(value.into()),
        DefaultValue::Int(value) if i32::try_from(*value).is_ok() => Some(value.into()),
        DefaultValue::Int(value) => Some(format!("{value}i64").into()),
        DefaultValue::Number(number) => match number.parse::<f64>() {
            Ok(parsed) if parsed.is_finite() && parsed.to_string() == *number => Some(format!("{parsed:?}").into()),
            _ if matches!(ty, ColumnType::Decimal(..)) => Some(text(number)),
            _ => None,
        },
        DefaultValue::Text(value) => Some(text(value)),
        DefaultValue::Now | DefaultValue::Uuid | DefaultValue::Sql(_) => None,
    }
}
