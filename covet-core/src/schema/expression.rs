//! The names that SQL uses: in checks, partial indexes, generated columns and objects.

mod bare;
mod words_list;

pub use bare::bare_columns;

use crate::ident::Ident;

/// Whether an expression names `column`.
///
/// ```
/// use covet_core::schema::expression::uses;
/// assert!(uses("lower(email) <> ''", &"email".into()));
/// assert!(!uses("lower('email')", &"email".into()));
/// ```
pub fn uses(expression: &str, column: &Ident) -> bool {
    words(expression).any(|word| word.is(column))
}

/// Whether a query or a body names `column`, or takes all columns there are.
///
/// ```
/// use covet_core::schema::expression::names_column;
/// assert!(names_column("SELECT * FROM users", &"email".into()));
/// assert!(!names_column("SELECT id FROM users", &"email".into()));
/// ```
pub fn names_column(sql: &str, column: &Ident) -> bool {
    uses(sql, column) || takes_all_columns(sql)
}

/// Whether a `*` in a query stands for all columns: behind SELECT, RETURNING, a comma or a full stop.
fn takes_all_columns(query: &str) -> bool {
    query.match_indices('*').any(|(at, _)| {
        let before = query[..at].trim_end();
        let word = before.rsplit(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
        before.ends_with([',', '.'])
            || ["SELECT", "DISTINCT", "ALL", "RETURNING"].iter().any(|opens| word.eq_ignore_ascii_case(opens))
    })
}

/// An expression with `from` called `to`, as a database rewrites it when the column is renamed.
///
/// ```
/// use covet_core::schema::expression::renamed;
/// assert_eq!(renamed("age > 0", &"age".into(), &"years".into()), "years > 0");
/// ```
pub fn renamed(expression: &str, from: &Ident, to: &Ident) -> String {
    let mut renamed = String::with_capacity(expression.len());
    let mut done = 0;
    for word in words(expression).filter(|word| word.is(from)) {
        renamed.push_str(&expression[done..word.start]);
        renamed.push_str(to);
        done = word.start + word.text.len();
    }
    renamed.push_str(&expression[done..]);
    renamed
}

/// A name in an expression, bare or between double quotes or backquotes (which are no part of it).
struct Word<'a> {
    start: usize,
    text: &'a str,
    quoted: bool,
}

impl Word<'_> {
    fn is(&self, name: &Ident) -> bool {
        if self.quoted { self.text == name.as_str() } else { self.text.eq_ignore_ascii_case(name) }
    }
}

/// The names in an expression; what stands in a string is none.
fn words(expression: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(first) = expression[at..].chars().next() {
            let start = at;
            let rest = &expression[start + first.len_utf8()..];
            match first {
                '\'' => at = start + 1 + rest.find('\'').map_or(rest.len(), |end| end + 1),
                '"' | '`' => {
                    let length = rest.find(first).unwrap_or(rest.len());
                    at = (start + 1 + length + 1).min(expression.len());
                    return Some(Word { start: start + 1, text: &rest[..length], quoted: true });
                }
                _ if first.is_alphabetic() || first == '_' => {
                    let ends = |c: char| !(c.is_alphanumeric() || c == '_' || c == '$');
                    let length = first.len_utf8() + rest.find(ends).unwrap_or(rest.len());
                    at = start + length;
                    return Some(Word { start, text: &expression[start..at], quoted: false });
                }
                _ => at = start + first.len_utf8(),
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_outside_strings_and_quoted_ones_exactly() {
        let price = Ident::from("price");
        for using in ["price > 0", "lower(\"price\") = 'x'", "PRICE>0", "0 < `price`", "a = 'it''s' AND price = 1"] {
            assert!(uses(using, &price), "{using}");
        }
        for not in ["prices > 0", "x = 'price'", "\"Price\" > 0", "price_cents > 0", "x = 'unended price"] {
            assert!(!uses(not, &price), "{not}");
        }
    }

    #[test]
    fn a_rename_changes_the_name_and_nothing_else() {
        let before = "price > 0 AND \"price\" < 'price' AND price2 <> price";
        let after = "cost > 0 AND \"cost\" < 'price' AND price2 <> cost";
        assert_eq!(renamed(before, &"price".into(), &"cost".into()), after);
    }
}
