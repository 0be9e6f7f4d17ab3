//! The tokens of an expression, each in one form however it was written.

use crate::dialect::Dialect;
use crate::sql::lexer::{self, Kind};

#[derive(Clone, Debug, PartialEq)]
pub(in crate::normal) enum Token {
    /// A keyword, a name without quotes, in lower case.
    Word(String),
    /// A name between quotes, which is never a keyword.
    Name(String),
    /// A string, decoded.
    Text(String),
    /// A number without sign.
    Number(String),
    /// An operator, a comma, a parenthesis.
    Mark(&'static str),
    /// A sign that no operator has.
    Other(String),
}

impl Token {
    pub(in crate::normal) fn is_mark(&self, mark: &str) -> bool {
        matches!(self, Token::Mark(text) if *text == mark)
    }

    /// Whether it is a mark that is part of `marks`.
    pub(in crate::normal) fn is_any_mark(&self, marks: &str) -> bool {
        matches!(self, Token::Mark(text) if marks.contains(text))
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self, Token::Word(text) if text == word)
    }
}

/// Operators, the longest first.
const MARKS: [&str; 38] = [
    "!~~*", "!~~", "~~*", "->>", "#>>", "!~*", "<=>", "::", "<=", ">=", "<>", "!=", "==", "||", "->", "#>", "@>", "<@",
    "&&", "<<", ">>", "~~", "~*", "!~", "(", ")", "[", "]", ",", ".", "=", "<", ">", "+", "-", "*", "/", "%",
];

/// The tokens of `text`, without comments, and without the character sets that MySQL writes before its strings.
pub(in crate::normal) fn tokens(text: &str, dialect: Dialect) -> Vec<Token> {
    let raw: Vec<lexer::Token<'_>> =
        lexer::tokens(text, dialect).filter(|token| !matches!(token.kind, Kind::Comment | Kind::Executable)).collect();
    let mut tokens = Vec::with_capacity(raw.len());
    let mut rest = &raw[..];
    while let Some(first) = rest.first() {
        let (token, length) = match first.kind {
            Kind::Word if first.text.starts_with(|char: char| char.is_ascii_digit()) => number(rest),
            Kind::Word => match hexadecimal_text(rest, dialect) {
                Some(text) => (Token::Text(text), 2),
                None => (Token::Word(first.text.to_lowercase()), 1),
            },
            Kind::Mark if first.text == "." && is_fraction(rest) => number(rest),
            Kind::Mark => mark(text, rest),
            Kind::Quoted | Kind::Comment | Kind::Executable => (quoted(first.text, dialect), 1),
        };
        let is_text = matches!(token, Token::Text(_));
        let introduced = |last: &Token| matches!(last, Token::Word(word) if word.starts_with('_'));
        if dialect == Dialect::MySql && is_text && tokens.last().is_some_and(introduced) {
            tokens.pop();
        }
        tokens.push(token);
        rest = &rest[length..];
    }
    tokens
}

fn adjacent(tokens: &[lexer::Token<'_>]) -> bool {
    tokens.windows(2).all(|pair| pair[0].end() == pair[1].at)
}

fn is_digits(token: &lexer::Token<'_>) -> bool {
    token.kind == Kind::Word && token.text.starts_with(|char: char| char.is_ascii_digit())
}

fn is_fraction(rest: &[lexer::Token<'_>]) -> bool {
    rest.len() > 1 && is_digits(&rest[1]) && adjacent(&rest[..2])
}

/// A number, and how many tokens it is made of.
fn number(rest: &[lexer::Token<'_>]) -> (Token, usize) {
    let mut length = 1;
    if rest[0].text == "." {
        length = 2;
    } else if rest.len() > 1 && rest[1].is_mark(".") && adjacent(&rest[..2]) {
        length = if is_fraction(&rest[1..]) { 3 } else { 2 };
    }
    let hexadecimal = rest[0].text.starts_with("0x");
    let exponent = !hexadecimal && rest[length - 1].text.ends_with(['e', 'E']);
    let signed = rest.get(length).is_some_and(|sign| sign.is_mark("-") || sign.is_mark("+"));
    if exponent && signed && rest.get(length + 1).is_some_and(is_digits) && adjacent(&rest[length - 1..length + 2]) {
        length += 2;
    }
    let text: String = rest[..length].iter().map(|token| token.text).collect();
    let text = if text.starts_with('.') { format!("0{text}") } else { text };
    (Token::Number(text.to_lowercase()), length)
}

/// `X'6162'`, where what it holds is text.
fn hexadecimal_text(rest: &[lexer::Token<'_>], dialect: Dialect) -> Option<String> {
    let [prefix, digits, ..] = rest else { return None };
    if dialect != Dialect::MySql || !prefix.is_word("x") || !adjacent(&rest[..2]) {
        return None;
    }
    hexadecimal(digits.text.strip_prefix('\'')?.strip_suffix('\'')?)
}

/// The text that is written as hexadecimal digits.
pub(in crate::normal) fn hexadecimal(digits: &str) -> Option<String> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    String::from_utf8(pairs.collect::<Option<Vec<u8>>>()?).ok()
}

/// The longest operator that begins here, and how many tokens it is made of.
fn mark(text: &str, rest: &[lexer::Token<'_>]) -> (Token, usize) {
    let from = &text[rest[0].at..];
    let fits = |mark: &&&str| {
        let length = mark.chars().count();
        from.starts_with(**mark) && rest.len() >= length && rest[..length].iter().all(|token| token.kind == Kind::Mark)
    };
    match MARKS.iter().find(fits) {
        Some(mark) => (Token::Mark(mark), mark.len()),
        None => (Token::Other(rest[0].text.to_owned()), 1),
    }
}

/// A string or a name between quotes.
fn quoted(text: &str, dialect: Dialect) -> Token {
    let doubled = |text: &str, quote: &str| {
        let inner = text.strip_prefix(quote).unwrap_or(text);
        inner.strip_suffix(quote).unwrap_or(inner).replace(&quote.repeat(2), quote)
    };
    match text.as_bytes() {
        [b'\'', ..] if dialect == Dialect::MySql => Token::Text(escaped(text, '\'')),
        [b'"', ..] if dialect == Dialect::MySql => Token::Text(escaped(text, '"')),
        [b'\'', ..] => Token::Text(doubled(text, "'")),
        [b'"', ..] => Token::Name(doubled(text, "\"")),
        [b'`', ..] => Token::Name(doubled(text, "`")),
        [b'[', ..] => Token::Name(text.trim_start_matches('[').trim_end_matches(']').to_owned()),
        [b'e' | b'E', b'\'', ..] => Token::Text(escaped(&text[1..], '\'')),
        // Between dollars.
        _ => {
            let tag = text[1..].find('$').map_or(text.len(), |end| end + 2);
            Token::Text(text.get(tag..text.len().saturating_sub(tag)).unwrap_or_default().to_owned())
        }
    }
}

/// A string in which a backslash and a second quote stand for something else.
fn escaped(text: &str, quote: char) -> String {
    let mut decoded = String::with_capacity(text.len());
    let inner = text.strip_prefix(quote).unwrap_or(text);
    let mut chars = inner.strip_suffix(quote).unwrap_or(inner).chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('n') => decoded.push('\n'),
                Some('t') => decoded.push('\t'),
                Some('r') => decoded.push('\r'),
                Some('b') => decoded.push('\u{8}'),
                Some('0') => decoded.push('\0'),
                Some('Z') => decoded.push('\u{1a}'),
                Some(other) => decoded.push(other),
                None => decoded.push('\\'),
            },
            char if char == quote => {
                chars.next_if_eq(&quote);
                decoded.push(quote);
            }
            char => decoded.push(char),
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_each_token() {
        let mark = Token::Mark;
        let number = |text: &str| Token::Number(text.into());
        assert_eq!(
            tokens("A <> -1.5e-3 -- x", Dialect::Postgres),
            [Token::Word("a".into()), mark("<>"), mark("-"), number("1.5e-3")]
        );
        assert_eq!(tokens("1. .5 1e10", Dialect::Sqlite), [number("1."), number("0.5"), number("1e10")]);
        assert_eq!(tokens(r"_utf8mb4'a\'b'", Dialect::MySql), [Token::Text("a'b".into())]);
        assert_eq!(tokens("[A b]", Dialect::Sqlite), [Token::Name("A b".into())]);
        assert_eq!(tokens("$q$it's$q$", Dialect::Postgres), [Token::Text("it's".into())]);
        assert_eq!(tokens("'", Dialect::Postgres), [Token::Text("".into())]);
    }
}
