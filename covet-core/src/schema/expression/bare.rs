//! The words of an expression that can be nothing but columns.
//!
//! An expression is the database's, and Covet knows no grammar of it: what could be anything else, of any database, is
//! left alone.

use super::words_list::is_word_of_sql;

/// The bare words in an expression that some database would take for the name of a column, and that are nothing else on
/// any; each once.
///
/// Nothing in an expression that is not read alike everywhere, with a subquery, a comment or a backslash in it, and in what
/// is more than one.
///
/// ```
/// use covet_core::schema::expression::bare_columns;
/// assert_eq!(bare_columns("lower(email) <> 'x' AND age::int > 0"), ["email", "age"]);
/// assert_eq!(bare_columns("EXISTS (SELECT 1 FROM other)"), [""; 0]);
/// assert_eq!(bare_columns("price) STORED, other int"), [""; 0]);
/// ```
pub fn bare_columns(expression: &str) -> Vec<&str> {
    let Some(tokens) = tokens(expression).filter(|tokens| is_whole(tokens)) else { return Vec::new() };
    let mut found: Vec<&str> = Vec::new();
    let mut brackets = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Mark('[') => brackets += 1,
            Token::Mark(']') => brackets = brackets.saturating_sub(1),
            // SQLite quotes names so.
            Token::Word(word) if brackets == 0 => {
                let is_column = !is_word_of_sql(word) && !is_told_by_others(&tokens[..at], &tokens[at + 1..]);
                if is_column && !found.contains(word) {
                    found.push(word);
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether all parentheses are closed, and none that the expression has not opened: what is more, or less, than an
/// expression is refused elsewhere.
fn is_whole(tokens: &[Token<'_>]) -> bool {
    let mut open = 0_usize;
    for token in tokens {
        match token {
            Token::Mark('(') => open += 1,
            Token::Mark(')') if open == 0 => return false,
            Token::Mark(')') => open -= 1,
            _ => {}
        }
    }
    open == 0
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'a> {
    Word(&'a str),
    /// A string, or a name between quotes.
    Quoted,
    /// A number, with whatever letters it has in it.
    Number,
    Mark(char),
}

impl Token<'_> {
    fn is_word(&self, words: &[&str]) -> bool {
        matches!(self, Token::Word(word) if words.iter().any(|other| word.eq_ignore_ascii_case(other)))
    }
}

/// Words behind which a type, a collation, a character set or a zone is named.
const NAMING: [&str; 6] = ["as", "charset", "collate", "returning", "set", "using"];

/// Words that end a type, where one is named in an expression.
const BEHIND_A_TYPE: [&str; 14] =
    ["and", "between", "div", "else", "end", "ilike", "in", "is", "like", "mod", "not", "or", "then", "when"];

/// Whether what stands around a word says that it is no column, or not one of this table: a function, a type, a
/// collation, a variable, the name of an argument, a part of a longer name.
fn is_told_by_others(before: &[Token<'_>], behind: &[Token<'_>]) -> bool {
    let last = before.last();
    let mark = |token: Option<&Token<'_>>, marks: &str| matches!(token, Some(Token::Mark(m)) if marks.contains(*m));
    let is_part_of_a_type = match before.iter().rposition(|token| token.is_word(&NAMING) || mark(Some(token), ":")) {
        Some(from) => {
            (before[from + 1..].iter()).all(|token| matches!(token, Token::Word(_)) && !token.is_word(&BEHIND_A_TYPE))
        }
        None => false,
    };
    let is_argument =
        matches!(behind, [Token::Mark('='), Token::Mark('>'), ..] | [Token::Mark(':'), Token::Mark('='), ..]);
    let is_called = matches!(behind.first(), Some(Token::Mark('(' | '.') | Token::Quoted));
    // `U&'..'`
    let is_prefix = matches!(behind, [Token::Mark('&'), Token::Quoted, ..]);
    let is_field = behind.first().is_some_and(|token| token.is_word(&["from"]));
    is_variable_or_part(before)
        || last == Some(&Token::Number)
        || is_part_of_a_type
        || is_argument
        || is_called
        || is_prefix
        || is_field
}

/// Whether the mark before a word makes a variable, an argument or a part of a longer name of it. `tags <@ wanted` does not.
fn is_variable_or_part(before: &[Token<'_>]) -> bool {
    match before {
        [.., Token::Mark('<'), Token::Mark('@')] => false,
        [.., Token::Mark('.' | ':' | '@')] => true,
        _ => false,
    }
}

/// The tokens of an expression; nothing where databases do not agree on what they are.
fn tokens(expression: &str) -> Option<Vec<Token<'_>>> {
    let is_part = |char: char| char.is_alphanumeric() || char == '_' || char == '$';
    let mut tokens = Vec::new();
    let mut rest = expression;
    while let Some(first) = rest.chars().next() {
        let behind = &rest[first.len_utf8()..];
        if ['\\', '$', ';'].contains(&first) || ["--", "/*", "# "].iter().any(|comment| rest.starts_with(comment)) {
            return None;
        }
        let length = match first {
            '\'' | '"' | '`' => {
                let end = behind.find(first)?;
                if behind[..end].contains('\\') {
                    return None;
                }
                tokens.push(Token::Quoted);
                end + 2
            }
            _ if is_part(first) => {
                let length = rest.find(|char| !is_part(char)).unwrap_or(rest.len());
                let word = &rest[..length];
                tokens.push(if first.is_numeric() { Token::Number } else { Token::Word(word) });
                if word.eq_ignore_ascii_case("select") {
                    return None;
                }
                length
            }
            _ => {
                if !first.is_whitespace() {
                    tokens.push(Token::Mark(first));
                }
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found() {
        for (expression, columns) in [
            ("b > 0", "b"),
            ("a + b * -c", "a b c"),
            ("status = 'open' AND NOT archived", "status archived"),
            ("coalesce(a, b, 0) BETWEEN lowest AND highest", "a b lowest highest"),
            ("CASE WHEN a IS NULL THEN b ELSE c END", "a b c"),
            ("tags <@ wanted", "tags wanted"),
            ("a::text || b", "a b"),
            ("a::text IS NULL OR b IN (c)", "a b c"),
            ("CAST(a AS double precision) < b", "a b"),
            ("'it''s' = a", "a"),
            ("state = open", "state open"),
        ] {
            assert_eq!(bare_columns(expression).join(" "), columns, "{expression}");
        }
    }

    #[test]
    fn what_may_be_something_else_is_left_alone() {
        for expression in [
            "lower('x') = upper('y')",
            "'2020-01-01'::timestamp with time zone < now() AT TIME ZONE 'utc'",
            "CAST('1' AS unsigned integer) = 1e5",
            "'a' COLLATE utf8mb4_bin = _utf8mb4'b'",
            "extract(epoch FROM now()) > 0",
            "interval '1 day' > make_interval(days => 1)",
            "date_add(now(), INTERVAL 1 DAY) > current_timestamp",
            "convert('a' using latin1) = x'6162'",
            "other.price > 0",
            "\"Unknown\" = `unknown`",
            "@@sql_mode = @mine",
            "'x' ~* 'y'",
            "[Unknown] IS NOT NULL",
            "'\\' = unknown",
            "unknown = 1 -- it's",
            "exists (SELECT unknown FROM other)",
            "$1 = unknown",
            "'{}'::mood[] @> ARRAY['a']::mood[]",
            "json_value('{}', '$.a' RETURNING unsigned) > 0",
            "row(1, 2) = row(0x1f, 1.5e3)",
            "user = current_user",
            "U&'d061t' = 'data'",
            "",
            "'unended",
        ] {
            assert_eq!(bare_columns(expression), [""; 0], "{expression}");
        }
    }
}
