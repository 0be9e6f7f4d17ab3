//! Defaults, as a database gives them back.

use super::expression;
use super::expression::{Token, hexadecimal, tokens};
use crate::dialect::Dialect;
use crate::schema::{ColumnType, DefaultValue};
use crate::sql;

/// The default of a column of type `ty` that stands in a definition as `text`; nothing for NULL.
///
/// `text` is SQL: a literal between quotes, a number, an expression with or without parentheses around it. What is
/// neither a value that the type can hold nor one of the expressions that Covet itself writes is
/// [`DefaultValue::Sql`].
///
/// ```
/// use covet_core::Dialect::*;
/// use covet_core::normal::read_default;
/// use covet_core::schema::{ColumnType, DefaultValue};
/// let text = ColumnType::String(20);
/// assert_eq!(read_default("'x'::character varying", &text, Postgres), Some(DefaultValue::Text("x".into())));
/// assert_eq!(read_default("utc_timestamp(6)", &ColumnType::Timestamp, MySql), Some(DefaultValue::Now));
/// assert_eq!(read_default("lower('X')", &text, Sqlite), Some(DefaultValue::Sql("lower('X')".into())));
/// ```
pub fn read_default(text: &str, ty: &ColumnType, dialect: Dialect) -> Option<DefaultValue> {
    let text = expression::bare(text.trim(), dialect);
    let value = match literal(&tokens(text, dialect), dialect) {
        Some(Literal::Null) => return None,
        Some(literal) => literal.value(ty),
        None => known(text, ty, dialect),
    };
    Some(value.unwrap_or_else(|| DefaultValue::Sql(text.to_owned())))
}

/// Types that may stand before a literal: `interval '1 day'`.
const TYPED: [&str; 5] = ["date", "interval", "time", "timestamp", "timestamptz"];

/// A value that is written out.
enum Literal {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
}

/// The literal that the tokens are, perhaps with casts behind it, which PostgreSQL adds to each.
fn literal(tokens: &[Token], dialect: Dialect) -> Option<Literal> {
    let end = match dialect {
        Dialect::Postgres => tokens.iter().position(|token| token.is_mark("::")).unwrap_or(tokens.len()),
        Dialect::MySql | Dialect::Sqlite => tokens.len(),
    };
    let is_cast = |token: &Token| {
        matches!(token, Token::Word(_) | Token::Name(_) | Token::Number(_)) || token.is_any_mark("::(),[].")
    };
    if !tokens[end..].iter().all(is_cast) {
        return None;
    }
    let mut value = &tokens[..end];
    while let [open, inner @ .., close] = value
        && open.is_mark("(")
        && close.is_mark(")")
    {
        value = inner;
    }
    Some(match value {
        [Token::Word(word)] if word == "null" => Literal::Null,
        [Token::Word(word)] if word == "true" || word == "false" => Literal::Bool(word == "true"),
        [Token::Number(number)] => Literal::Number(number.clone()),
        [sign, Token::Number(number)] if sign.is_mark("+") => Literal::Number(number.clone()),
        [sign, Token::Number(number)] if sign.is_mark("-") => Literal::Number(format!("-{number}")),
        [Token::Text(text)] => Literal::Text(text.clone()),
        // A name that no column can have here is a text there.
        [Token::Name(text)] if dialect == Dialect::Sqlite => Literal::Text(text.clone()),
        [Token::Word(ty), Token::Text(text)] if dialect == Dialect::Postgres && TYPED.contains(&ty.as_str()) => {
            Literal::Text(text.clone())
        }
        // How a text with a backslash in it is written for MySQL.
        [Token::Word(convert), open, value, Token::Word(using), Token::Word(_), close]
            if convert == "convert" && using == "using" && open.is_mark("(") && close.is_mark(")") =>
        {
            match value {
                Token::Text(text) => Literal::Text(text.clone()),
                Token::Number(digits) => Literal::Text(hexadecimal(digits.strip_prefix("0x")?)?),
                _ => return None,
            }
        }
        _ => return None,
    })
}

impl Literal {
    /// The default that this is in a column of type `ty`; nothing where the type holds no such value.
    fn value(self, ty: &ColumnType) -> Option<DefaultValue> {
        use ColumnType as T;
        match (ty, self) {
            (T::Boolean, Literal::Bool(value)) => Some(DefaultValue::Bool(value)),
            (T::Boolean, Literal::Number(text) | Literal::Text(text)) => match text.as_str() {
                "1" | "true" | "t" => Some(DefaultValue::Bool(true)),
                "0" | "false" | "f" => Some(DefaultValue::Bool(false)),
                _ => None,
            },
            (T::SmallInteger | T::Integer | T::BigInteger, Literal::Number(text) | Literal::Text(text)) => {
                text.parse().ok().map(DefaultValue::Int)
            }
            (T::Decimal(..) | T::Float | T::Double, Literal::Number(text) | Literal::Text(text)) => {
                match text.parse() {
                    Ok(whole) => Some(DefaultValue::Int(whole)),
                    Err(_) => text.parse::<f64>().ok().map(|_| DefaultValue::Number(text)),
                }
            }
            (T::String(_) | T::Text | T::OneOf(_), Literal::Text(text) | Literal::Number(text)) => {
                Some(DefaultValue::Text(text))
            }
            (T::Json | T::JsonText | T::Enum(_) | T::Array(_) | T::Custom(_), Literal::Text(text)) => {
                Some(DefaultValue::Text(text))
            }
            (T::Uuid, Literal::Text(text)) => Some(DefaultValue::Text(text)),
            (T::Custom(_), Literal::Number(text)) => text.parse().ok().map(DefaultValue::Int),
            (T::Date | T::Time | T::Timestamp | T::TimestampTz, Literal::Text(text)) => Some(DefaultValue::Text(text)),
            _ => None,
        }
    }
}

/// What Covet writes for the moment of writing, and for a random UUID.
fn known(text: &str, ty: &ColumnType, dialect: Dialect) -> Option<DefaultValue> {
    use ColumnType as T;
    let (value, forms): (_, &[&str]) = match (dialect, ty) {
        (Dialect::Postgres, T::TimestampTz) => {
            (DefaultValue::Now, &["now()", "current_timestamp", "current_timestamp(6)", "transaction_timestamp()"])
        }
        (Dialect::Postgres, T::Timestamp) => {
            (DefaultValue::Now, &["now() AT TIME ZONE 'utc'", "timezone('utc', now())"])
        }
        (Dialect::Postgres, T::Date) => (DefaultValue::Now, &["(now() AT TIME ZONE 'utc')::date"]),
        (Dialect::Postgres, T::Time) => {
            (DefaultValue::Now, &["(now() AT TIME ZONE 'utc')::time", "(now() AT TIME ZONE 'utc')::time(6)"])
        }
        (Dialect::Postgres, T::Uuid) => (DefaultValue::Uuid, &["gen_random_uuid()"]),
        (Dialect::MySql, T::Timestamp) => (DefaultValue::Now, &["utc_timestamp(6)"]),
        (Dialect::MySql, T::Date) => (DefaultValue::Now, &["utc_date()"]),
        (Dialect::MySql, T::Time) => (DefaultValue::Now, &["utc_time(6)"]),
        (Dialect::MySql, T::Uuid) => (DefaultValue::Uuid, &["unhex(replace(uuid(), '-', ''))"]),
        (Dialect::Sqlite, T::Timestamp) => {
            (DefaultValue::Now, &["strftime('%Y-%m-%d %H:%M:%f', 'now')", "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"])
        }
        (Dialect::Sqlite, T::Date) => (DefaultValue::Now, &["date('now')"]),
        (Dialect::Sqlite, T::Time) => (DefaultValue::Now, &["strftime('%H:%M:%f', 'now')"]),
        (Dialect::Sqlite, T::Binary) => (DefaultValue::Uuid, &["randomblob(16)"]),
        _ => return None,
    };
    let found = expression::value(text, dialect);
    forms.iter().any(|form| expression::value(form, dialect) == found).then_some(value)
}

/// One form for all values that are the same in a column of type `ty`.
pub(super) fn normal(value: DefaultValue, ty: &ColumnType, dialect: Dialect) -> DefaultValue {
    use ColumnType as T;
    match (value, ty) {
        (DefaultValue::Sql(text), _) => DefaultValue::Sql(expression::value(&text, dialect)),
        (DefaultValue::Number(text) | DefaultValue::Text(text), T::Decimal(..)) => decimal(&text),
        (DefaultValue::Number(text), T::Float) => text.parse().map_or(DefaultValue::Number(text), |n: f32| float(n)),
        (DefaultValue::Number(text), T::Double) => text.parse().map_or(DefaultValue::Number(text), |n: f64| float(n)),
        (DefaultValue::Text(text), T::Date | T::Time | T::Timestamp | T::TimestampTz) => {
            DefaultValue::Text(moment(&text))
        }
        (DefaultValue::Text(text), T::Custom(custom))
            if dialect == Dialect::Postgres
                && custom.of(dialect).is_some_and(|name| name.trim_start().to_lowercase().starts_with("interval")) =>
        {
            DefaultValue::Text(expression::interval(&text))
        }
        // PostgreSQL tells a UUID, the others the bytes of one.
        (DefaultValue::Text(text), T::Uuid) if dialect == Dialect::Postgres => DefaultValue::Text(text.to_lowercase()),
        (DefaultValue::Text(text), T::Uuid | T::Binary) => {
            DefaultValue::Sql(expression::value(&sql::writer(dialect).uuid_of(&text), dialect))
        }
        // The form in which it is kept has no spaces and no order.
        (DefaultValue::Text(text), T::Json) if dialect == Dialect::Postgres => {
            let value = serde_json::from_str::<serde_json::Value>(&text);
            DefaultValue::Text(value.map_or(text, |value| value.to_string()))
        }
        (value, _) => value,
    }
}

/// Without zeros that say nothing.
fn decimal(text: &str) -> DefaultValue {
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let fraction = fraction.trim_end_matches('0');
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    match format!("{sign}{digits}").parse() {
        Ok(whole) if fraction.is_empty() => DefaultValue::Int(whole),
        _ if fraction.is_empty() => DefaultValue::Number(format!("{sign}{digits}")),
        _ => DefaultValue::Number(format!("{sign}{digits}.{fraction}")),
    }
}

fn float(number: impl std::fmt::Display) -> DefaultValue {
    let text = number.to_string();
    text.parse().map_or(DefaultValue::Number(text), DefaultValue::Int)
}

/// Without the zone, which is UTC, and without zeros at the end of a fraction.
fn moment(text: &str) -> String {
    let zones = ["+00:00", "+00", "Z"];
    let zone = zones.into_iter().find_map(|zone| text.strip_suffix(zone)).unwrap_or(text);
    let plain = zone.replacen('T', " ", 1);
    match plain.split_once('.') {
        Some((whole, fraction)) => match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            fraction => format!("{whole}.{fraction}"),
        },
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{MySql, Postgres, Sqlite};

    fn read(text: &str, ty: ColumnType, dialect: Dialect) -> String {
        read_default(text, &ty, dialect).map_or("none".into(), |value| normal(value, &ty, dialect).to_string())
    }

    #[test]
    fn literals_are_values_of_the_columns_type() {
        use ColumnType as T;
        for (text, ty, dialect, expected) in [
            ("'it''s \\ x'::character varying", T::String(20), Postgres, r#""it's \\ x""#),
            ("'-1'::integer", T::Integer, Postgres, "-1"),
            ("'-0.50'::numeric", T::Decimal(10, 2), Postgres, "-0.5"),
            ("NULL::character varying", T::String(20), Postgres, "none"),
            ("'{\"b\": 1, \"a\": 2}'::jsonb", T::Json, Postgres, r#""{\"a\":2,\"b\":1}""#),
            (
                "'2020-01-31 12:00:00+00'::timestamp with time zone",
                T::TimestampTz,
                Postgres,
                r#""2020-01-31 12:00:00""#,
            ),
            ("'00:00:00.5'::time(6) without time zone", T::Time, Postgres, r#""00:00:00.5""#),
            ("'10000000000'::numeric", T::Double, Postgres, "10000000000"),
            (r"'it\'s \\'", T::Text, MySql, r#""it's \\""#),
            ("_utf8mb4 X'6162'", T::Text, MySql, r#""ab""#),
            ("convert(X'5c62' using utf8mb4)", T::Text, MySql, r#""\\b""#),
            ("(convert(0x5c62 using utf8mb4))", T::Text, MySql, r#""\\b""#),
            ("0.10", T::Decimal(10, 2), MySql, "0.1"),
            ("1", T::Boolean, MySql, "true"),
            ("'0'", T::BigInteger, MySql, "0"),
            ("NULL", T::BigInteger, MySql, "none"),
            ("'2020-01-31 12:00:00.000000'", T::Timestamp, MySql, r#""2020-01-31 12:00:00""#),
            ("((- 5))", T::Integer, Sqlite, "-5"),
            ("'2020-01-31T12:00:00.5+00:00'", T::Timestamp, Sqlite, r#""2020-01-31 12:00:00.5""#),
            ("0", T::String(5), Sqlite, r#""0""#),
            ("'Open'::\"State_Type\"", T::Enum("State_Type".into()), Postgres, r#""Open""#),
            ("'ok'::app.\"Mood\"", T::Enum("app.Mood".into()), Postgres, r#""ok""#),
            ("nextval('t_id_seq'::regclass)", T::Integer, Postgres, "the expression `nextval('t_id_seq')`"),
            ("2", T::Boolean, MySql, "the expression `2`"),
        ] {
            assert_eq!(read(text, ty, dialect), expected, "{text}");
        }
    }

    #[test]
    fn the_moment_of_writing_is_known_where_it_is_utc() {
        use ColumnType as T;
        for (text, ty, dialect) in [
            ("now()", T::TimestampTz, Postgres),
            ("(now() AT TIME ZONE 'utc'::text)", T::Timestamp, Postgres),
            ("timezone('utc'::text, now())", T::Timestamp, Postgres),
            ("((now() AT TIME ZONE 'utc'::text))::date", T::Date, Postgres),
            ("(strftime('%Y-%m-%dT%H:%M:%f+00:00','now'))", T::Timestamp, Sqlite),
        ] {
            assert_eq!(read_default(text, &ty, dialect), Some(DefaultValue::Now), "{text}");
        }
        for (text, ty, dialect) in [
            ("now()", T::Timestamp, Postgres),
            ("current_timestamp(6)", T::Timestamp, MySql),
            ("CURRENT_TIMESTAMP", T::Timestamp, Sqlite),
        ] {
            assert!(matches!(read_default(text, &ty, dialect), Some(DefaultValue::Sql(_))), "{text}");
        }
        let uuid = "unhex(replace(uuid(),_utf8mb4'-',_utf8mb4''))";
        assert_eq!(read_default(uuid, &T::Uuid, MySql), Some(DefaultValue::Uuid));
    }
}
