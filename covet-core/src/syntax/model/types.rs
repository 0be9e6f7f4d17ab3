//! The types of Rust and those of columns, side by side.
//!
//! One table, read from left to right for a model, and from right to left where a model is written for a table.

use syn::{GenericArgument, PathArguments, Type};

use crate::schema::{Column, ColumnType as T};

/// What a type of Rust is as a column.
struct Mapping {
    /// Its names: the last of the path counts, and whether it has types in angle brackets. The first is how it is written
    /// for a column.
    rust: &'static [&'static str],
    column: T,
    /// Whether its numbers begin at 0.
    unsigned: bool,
}

const fn plain(rust: &'static [&'static str], column: T) -> Mapping {
    Mapping { rust, column, unsigned: false }
}

const fn unsigned(rust: &'static [&'static str], column: T) -> Mapping {
    Mapping { rust, column, unsigned: true }
}

/// Where several types of Rust are one of a column, the first line is how that is written.
///
/// A decimal has no digits here: its field says how many.
static TYPES: [Mapping; 19] = [
    plain(&["i16"], T::SmallInteger),
    plain(&["i32"], T::Integer),
    plain(&["i64"], T::BigInteger),
    unsigned(&["u16"], T::SmallInteger),
    unsigned(&["u32"], T::Integer),
    unsigned(&["u64"], T::BigInteger),
    plain(&["f32"], T::Float),
    plain(&["f64"], T::Double),
    plain(&["bool"], T::Boolean),
    plain(&["String", "str", "Text<_>"], T::Text),
    plain(&["chrono::NaiveDate", "time::Date", "jiff::civil::Date"], T::Date),
    plain(&["chrono::NaiveTime", "time::Time", "jiff::civil::Time"], T::Time),
    plain(&["chrono::NaiveDateTime", "time::PrimitiveDateTime", "jiff::civil::DateTime"], T::Timestamp),
    plain(
        &["chrono::DateTime<chrono::Utc>", "time::OffsetDateTime", "time::UtcDateTime", "jiff::Timestamp"],
        T::TimestampTz,
    ),
    plain(&["uuid::Uuid"], T::Uuid),
    plain(&["rust_decimal::Decimal", "bigdecimal::BigDecimal"], T::Decimal(0, 0)),
    plain(&["serde_json::Value", "JsonValue", "Json<_>", "JsonRawValue", "RawValue"], T::Json),
    plain(&["Vec<u8>", "Bytes"], T::Binary),
    plain(&["[u8]"], T::Binary),
];

/// Types that sqlx reads from some databases only, or none, with what to write instead.
const UNSUITABLE: [(&str, &str); 7] = [
    ("i8", "write `i16`: only MySQL and SQLite have so small a number"),
    ("u8", "write `i16`: only MySQL and SQLite have so small a number"),
    ("usize", "write `i64`: how large it is depends on the machine"),
    ("isize", "write `i64`: how large it is depends on the machine"),
    ("i128", "write `i64`, or a decimal"),
    ("u128", "write `i64`, or a decimal"),
    ("char", "write `String`, with `length = 1`"),
];

/// The types of columns as attributes name them: `type = "timestamp_tz"`. As `covet::dsl::Table` has them.
pub(super) static NAMED: [(&str, T); 20] = [
    ("id", T::Id),
    ("integer_id", T::IntegerId),
    ("string", T::String(0)),
    ("text", T::Text),
    ("small_integer", T::SmallInteger),
    ("integer", T::Integer),
    ("big_integer", T::BigInteger),
    ("boolean", T::Boolean),
    ("decimal", T::Decimal(0, 0)),
    ("float", T::Float),
    ("double", T::Double),
    ("date", T::Date),
    ("time", T::Time),
    ("timestamp", T::Timestamp),
    ("timestamp_tz", T::TimestampTz),
    ("uuid", T::Uuid),
    ("json", T::Json),
    ("json_text", T::JsonText),
    ("binary", T::Binary),
    ("binary_n", T::BinaryN(0)),
];

/// The name of a type as the attribute `type` takes it; nothing for one that is said otherwise.
pub(in crate::syntax) fn named_type(ty: &T) -> Option<&'static str> {
    NAMED.iter().find(|(_, named)| named == ty).map(|(name, _)| *name)
}

/// What is known of a type of Rust.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It is a column of this type, whose numbers perhaps begin at 0.
    Column(T, bool),
    /// It is none, and what to write instead.
    Unsuitable(&'static str),
    /// Nothing.
    Unknown,
}

/// What a type of Rust is as a column; `Option` does not count.
pub(super) fn known(ty: &Type) -> Known {
    let Some(name) = name_of(ty) else { return Known::Unknown };
    if let Some((_, help)) = UNSUITABLE.iter().find(|(unsuitable, _)| *unsuitable == name) {
        return Known::Unsuitable(help);
    }
    if let Some(mapping) = TYPES.iter().find(|mapping| mapping.rust.iter().any(|rust| key(rust) == name)) {
        return Known::Column(mapping.column.clone(), mapping.unsigned);
    }
    match argument(ty, &["Vec"]).map(known) {
        Some(Known::Column(item, false)) if !matches!(item, T::Array(_)) => {
            Known::Column(T::Array(Box::new(item)), false)
        }
        _ => Known::Unknown,
    }
}

/// The type within `Option<..>`; nothing where it is none.
pub(super) fn optional(ty: &Type) -> Option<&Type> {
    argument(ty, &["Option"])
}

/// The name by which a type stands in the table.
fn name_of(ty: &Type) -> Option<String> {
    match bare(ty) {
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let types = types_of(&last.arguments);
            if let (true, [only]) = (["Box", "Arc", "Rc", "Cow"].iter().any(|owner| last.ident == owner), &types[..]) {
                return name_of(only);
            }
            Some(match &types[..] {
                [] => last.ident.to_string(),
                [byte] if last.ident == "Vec" && name_of(byte).as_deref() == Some("u8") => "Vec<u8>".to_owned(),
                _ => format!("{}<_>", last.ident),
            })
        }
        Type::Slice(slice) => name_of(&slice.elem).filter(|item| item == "u8").map(|_| "[u8]".to_owned()),
        Type::Array(array) => name_of(&array.elem).filter(|item| item == "u8").map(|_| "[u8]".to_owned()),
        Type::Reference(reference) => name_of(&reference.elem),
        _ => None,
    }
}

/// A name of the table as [`name_of`] gives it.
fn key(rust: &str) -> String {
    match rust.split_once('<') {
        Some((path, "u8>")) => format!("{path}<u8>"),
        Some((path, _)) => format!("{}<_>", path.rsplit("::").next().unwrap_or(path)),
        None => rust.rsplit("::").next().unwrap_or(rust).to_owned(),
    }
}

/// The one type within the brackets of one of these.
fn argument<'t>(ty: &'t Type, names: &[&str]) -> Option<&'t Type> {
    let Type::Path(path) = bare(ty) else { return None };
    let last = path.path.segments.last()?;
    let [only] = types_of(&last.arguments)[..] else { return None };
    names.iter().any(|name| last.ident == name).then_some(only)
}

fn types_of(arguments: &PathArguments) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// A type without the brackets that only group it.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Paren(inner) => bare(&inner.elem),
        Type::Group(inner) => bare(&inner.elem),
        other => other,
    }
}

/// The type of the field for a column, as it is written in Rust; nothing for a type of a database's own.
///
/// ```
/// use covet_core::schema::{Column, ColumnType};
/// use covet_core::syntax::model::rust_type;
///
/// let column = Column { nullable: true, ..Column::new("paid_at", ColumnType::TimestampTz) };
/// assert_eq!(rust_type(&column).as_deref(), Some("Option<chrono::DateTime<chrono::Utc>>"));
/// ```
pub fn rust_type(column: &Column) -> Option<String> {
    let name = rust_name(&column.ty, column.unsigned)?;
    Some(if column.nullable { format!("Option<{name}>") } else { name })
}

fn rust_name(ty: &T, unsigned: bool) -> Option<String> {
    let plain = match ty {
        T::Id | T::IntegerId => ty.key_type(),
        T::String(_) | T::OneOf(_) | T::Enum(_) => T::Text,
        T::JsonText => T::Json,
        T::BinaryN(_) => T::Binary,
        T::Decimal(..) => T::Decimal(0, 0),
        T::Array(item) => return Some(format!("Vec<{}>", rust_name(item, false)?)),
        other => other.clone(),
    };
    let found = TYPES.iter().find(|mapping| mapping.column == plain && mapping.unsigned == unsigned);
    let found = found.or_else(|| TYPES.iter().find(|mapping| mapping.column == plain));
    found.map(|mapping| mapping.rust[0].to_owned())
}

/// Whether a field that is a column of type `field` by its type in Rust can hold what a column of type `column` has.
pub(super) fn holds(field: &T, column: &T) -> bool {
    let rust = |ty: &T| rust_name(ty, false);
    field == column || rust(field).is_some_and(|name| rust(column).as_ref() == Some(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Known {
        known(&syn::parse_str(text).unwrap())
    }

    #[test]
    fn types_are_known_by_their_last_name() {
        for (text, column) in [
            ("i16", T::SmallInteger),
            ("i32", T::Integer),
            ("i64", T::BigInteger),
            ("f32", T::Float),
            ("f64", T::Double),
            ("bool", T::Boolean),
            ("String", T::Text),
            ("std::string::String", T::Text),
            ("Box<str>", T::Text),
            ("Cow<'static, str>", T::Text),
            ("&'a str", T::Text),
            ("sqlx::types::Text<Url>", T::Text),
            ("Vec<u8>", T::Binary),
            ("Box<[u8]>", T::Binary),
            ("[u8; 32]", T::Binary),
            ("NaiveDate", T::Date),
            ("time::Date", T::Date),
            ("jiff::civil::Date", T::Date),
            ("chrono::NaiveTime", T::Time),
            ("time::Time", T::Time),
            ("chrono::NaiveDateTime", T::Timestamp),
            ("time::PrimitiveDateTime", T::Timestamp),
            ("jiff::civil::DateTime", T::Timestamp),
            ("chrono::DateTime<Utc>", T::TimestampTz),
            ("DateTime<chrono::FixedOffset>", T::TimestampTz),
            ("time::OffsetDateTime", T::TimestampTz),
            ("jiff_sqlx::Timestamp", T::TimestampTz),
            ("uuid::Uuid", T::Uuid),
            ("sqlx::types::Uuid", T::Uuid),
            ("rust_decimal::Decimal", T::Decimal(0, 0)),
            ("BigDecimal", T::Decimal(0, 0)),
            ("serde_json::Value", T::Json),
            ("sqlx::types::JsonValue", T::Json),
            ("sqlx::types::Json<Settings>", T::Json),
            ("Json<Vec<u8>>", T::Json),
            ("(i64)", T::BigInteger),
            ("Vec<String>", T::Array(Box::new(T::Text))),
            ("Vec<Uuid>", T::Array(Box::new(T::Uuid))),
        ] {
            assert_eq!(of(text), Known::Column(column, false), "{text}");
        }
        assert_eq!(of("u32"), Known::Column(T::Integer, true));
    }

    #[test]
    fn other_types_are_not() {
        for text in
            ["Email", "Vec<Email>", "Vec<Vec<i32>>", "Option<i64>", "(i64, i64)", "HashMap<String, i64>", "fn()"]
        {
            assert_eq!(of(text), Known::Unknown, "{text}");
        }
        assert!(matches!(of("i8"), Known::Unsuitable(_)));
        assert!(optional(&syn::parse_str("std::option::Option<i64>").unwrap()).is_some());
        assert!(optional(&syn::parse_str("Maybe<i64>").unwrap()).is_none());
    }

    /// What is written for a column is read as that column, but for what its field has to say beside its type.
    #[test]
    fn the_table_reads_both_ways() {
        for (name, ty) in &NAMED {
            let rust = rust_type(&Column::new("a", ty.clone())).unwrap_or_else(|| panic!("{name} has no type"));
            let Known::Column(read, unsigned) = of(&rust) else { panic!("{name} is written {rust}, which is unknown") };
            assert!(holds(&read, ty) && !unsigned, "{name} is written {rust} and read {read}");
        }
        let custom = Column::new("a", T::Custom(crate::schema::SqlText::any("point")));
        assert_eq!(rust_type(&custom), None);
        let counted = Column { unsigned: true, nullable: true, ..Column::new("a", T::Integer) };
        assert_eq!(rust_type(&counted).as_deref(), Some("Option<u32>"));
        let tags = Column::new("a", T::Array(Box::new(T::String(9))));
        assert_eq!(rust_type(&tags).as_deref(), Some("Vec<String>"));
    }

    #[test]
    fn what_fits_a_reference_is_a_matter_of_the_type_in_rust() {
        assert!(holds(&T::Text, &T::String(9)) && holds(&T::BigInteger, &T::Id));
        assert!(!holds(&T::BigInteger, &T::Uuid) && !holds(&T::Integer, &T::BigInteger));
    }
}
