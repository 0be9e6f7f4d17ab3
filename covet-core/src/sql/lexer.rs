//! Cuts SQL into tokens, so that what stands in a string, a comment or a quoted name is not taken for more than that.
//!
//! It knows where tokens begin and end, and nothing of grammar. What is not closed runs to the end of the text.

use crate::dialect::Dialect;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A keyword, a plain name or a number.
    Word,
    /// A string or a quoted name.
    Quoted,
    /// A comment that is not executed.
    Comment,
    /// The opening or the closing of a comment whose content MySQL executes: `/*!50100 .. */`.
    Executable,
    /// Anything else, one character at a time.
    Mark,
}

/// A token: what it is, where it stands, and whether it was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As it is written.
    pub text: &'a str,
    /// The offset at which it begins, in bytes.
    pub at: usize,
    /// Whether a string, a quoted name or a comment has its closing sign.
    pub closed: bool,
}

impl Token<'_> {
    /// The offset just behind it, in bytes.
    pub fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// Whether it is that keyword, in any case.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is that character, outside strings, names and comments.
    pub fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }
}

/// Where dialects differ in what a token is.
#[derive(Clone, Copy, Debug)]
struct Rules {
    nested_comments: bool,
    executable_comments: bool,
    hash_comments: bool,
    /// `--` begins a comment only where a space, a control character or the end follows.
    dashes_need_space: bool,
    return_ends_line: bool,
    dollar_quotes: bool,
    backslash_in_strings: bool,
    escape_strings: bool,
    brackets: bool,
    backticks: bool,
}

const POSTGRES: Rules = Rules {
    nested_comments: true,
    executable_comments: false,
    hash_comments: false,
    dashes_need_space: false,
    return_ends_line: true,
    dollar_quotes: true,
    backslash_in_strings: false,
    escape_strings: true,
    brackets: false,
    backticks: false,
};
/// With the session's `sql_mode` as the runtime pins it: backslashes escape.
const MYSQL: Rules = Rules {
    nested_comments: false,
    executable_comments: true,
    hash_comments: true,
    dashes_need_space: true,
    return_ends_line: false,
    dollar_quotes: false,
    backslash_in_strings: true,
    escape_strings: false,
    brackets: false,
    backticks: true,
};
const SQLITE: Rules = Rules {
    nested_comments: false,
    executable_comments: false,
    hash_comments: false,
    dashes_need_space: false,
    return_ends_line: false,
    dollar_quotes: false,
    backslash_in_strings: false,
    escape_strings: false,
    brackets: true,
    backticks: true,
};

/// The tokens of a text, without the space between them.
///
/// ```
/// use covet_core::{Dialect, sql::lexer::tokens};
/// let words: Vec<&str> = tokens("SELECT 'a; b' -- c", Dialect::Sqlite).map(|token| token.text).collect();
/// assert_eq!(words, ["SELECT", "'a; b'", "-- c"]);
/// ```
pub fn tokens(text: &str, dialect: Dialect) -> impl Iterator<Item = Token<'_>> {
    let rules = match dialect {
        Dialect::Postgres => POSTGRES,
        Dialect::MySql => MYSQL,
        Dialect::Sqlite => SQLITE,
    };
    Lexer { text, at: 0, rules, executing: false }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    rules: Rules,
    /// Within a comment whose content is executed.
    executing: bool,
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let space = self.rest().len() - self.rest().trim_start_matches(is_space).len();
        self.at += space;
        let rest = self.rest();
        let first = rest.chars().next()?;
        let (kind, length, closed) = self.measure(rest, first);
        let token = Token { kind, text: &rest[..length], at: self.at, closed };
        self.at += length;
        Some(token)
    }
}

fn is_space(char: char) -> bool {
    char.is_ascii_whitespace() || char == '\u{b}' || char == '\u{feff}'
}

fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_' || char == '$' || !char.is_ascii()
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The kind and length of the token at the start of `rest`, which is not empty, and whether it is closed.
    fn measure(&mut self, rest: &str, first: char) -> (Kind, usize, bool) {
        if self.rules.executable_comments {
            if let Some(length) = executable_opening(rest) {
                self.executing = true;
                return (Kind::Executable, length, true);
            }
            if self.executing && rest.starts_with("*/") {
                self.executing = false;
                return (Kind::Executable, 2, true);
            }
        }
        if rest.starts_with("/*") {
            let (length, closed) = self.block_comment(rest);
            return (Kind::Comment, length, closed);
        }
        if self.is_line_comment(rest) {
            let ends = |char| char == '\n' || (char == '\r' && self.rules.return_ends_line);
            return (Kind::Comment, rest.find(ends).unwrap_or(rest.len()), true);
        }
        match first {
            '\'' | '"' => {
                let (length, closed) = quoted(rest, first, self.rules.backslash_in_strings);
                (Kind::Quoted, length, closed)
            }
            '`' if self.rules.backticks => {
                let (length, closed) = quoted(rest, '`', false);
                (Kind::Quoted, length, closed)
            }
            '[' if self.rules.brackets => match rest.find(']') {
                Some(end) => (Kind::Quoted, end + 1, true),
                None => (Kind::Quoted, rest.len(), false),
            },
            '$' if self.rules.dollar_quotes => dollar(rest),
            'e' | 'E' if self.rules.escape_strings && rest[1..].starts_with('\'') => {
                let (length, closed) = quoted(&rest[1..], '\'', true);
                (Kind::Quoted, length + 1, closed)
            }
            char if is_word(char) => (Kind::Word, rest.find(|char| !is_word(char)).unwrap_or(rest.len()), true),
            char => (Kind::Mark, char.len_utf8(), true),
        }
    }

    fn is_line_comment(&self, rest: &str) -> bool {
        if self.rules.hash_comments && rest.starts_with('#') {
            return true;
        }
        let Some(behind) = rest.strip_prefix("--") else { return false };
        !self.rules.dashes_need_space
            || behind.chars().next().is_none_or(|char| char.is_ascii_whitespace() || char.is_control())
    }

    /// Measures a comment in `/* */`.
    fn block_comment(&self, rest: &str) -> (usize, bool) {
        let (mut depth, mut at) = (1, 2);
        while let Some(found) = rest[at..].find(['*', '/']).map(|offset| at + offset) {
            at = found + 1;
            if rest[found..].starts_with("*/") {
                at = found + 2;
                depth -= 1;
            } else if self.rules.nested_comments && rest[found..].starts_with("/*") {
                at = found + 2;
                depth += 1;
            }
            if depth == 0 {
                return (at, true);
            }
        }
        (rest.len(), false)
    }
}

/// The length of `/*!`, `/*M!` and the version behind it.
fn executable_opening(rest: &str) -> Option<usize> {
    let behind = rest.strip_prefix("/*!").or_else(|| rest.strip_prefix("/*M!"))?;
    let version = behind.len() - behind.trim_start_matches(|char: char| char.is_ascii_digit()).len();
    Some(rest.len() - behind.len() + version)
}

/// Measures what begins with `quote` and ends with the next one that is not doubled (and not escaped).
fn quoted(rest: &str, quote: char, backslashes: bool) -> (usize, bool) {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, char)) = chars.next() {
        if char == '\\' && backslashes {
            chars.next();
        } else if char == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return (at + 1, true);
        }
    }
    (rest.len(), false)
}

/// Measures `$tag$ .. $tag$`; a `$` that opens none, as in `$1`, is a mark.
fn dollar(rest: &str) -> (Kind, usize, bool) {
    let Some(end) = rest[1..].find('$').map(|end| end + 2) else { return (Kind::Mark, 1, true) };
    let (tag, body) = rest.split_at(end);
    let name = &tag[1..end - 1];
    if !name.chars().all(is_word) || name.starts_with(|char: char| char.is_ascii_digit()) {
        return (Kind::Mark, 1, true);
    }
    match body.find(tag) {
        Some(at) => (Kind::Quoted, end + at + end, true),
        None => (Kind::Quoted, rest.len(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, dialect: Dialect) -> Vec<&str> {
        tokens(text, dialect).filter(|token| token.kind != Kind::Comment).map(|token| token.text).collect()
    }

    #[test]
    fn comments_end_where_each_database_ends_them() {
        use Dialect::*;
        assert_eq!(texts("/* a /* b */ c */ d", Postgres), ["d"]);
        assert_eq!(texts("/* a /* b */ c */ d", Sqlite), ["c", "*", "/", "d"]);
        assert_eq!(texts("a # b\nc", MySql), ["a", "c"]);
        assert_eq!(texts("a # b\nc", Postgres), ["a", "#", "b", "c"]);
        assert_eq!(texts("5--1", MySql), ["5", "-", "-", "1"]);
        assert_eq!(texts("5--1", Sqlite), ["5"]);
        assert_eq!(texts("a -- b\rc", Postgres), ["a", "c"]);
        assert_eq!(texts("a -- b\rc", Sqlite), ["a"]);
        assert_eq!(texts("/*!50100 COMMIT */ b", MySql), ["/*!50100", "COMMIT", "*/", "b"]);
        assert_eq!(texts("/*M! COMMIT */", MySql), ["/*M!", "COMMIT", "*/"]);
    }

    #[test]
    fn strings_end_where_each_database_ends_them() {
        use Dialect::*;
        assert_eq!(texts(r"'a\'b' c", MySql), [r"'a\'b'", "c"]);
        assert_eq!(texts(r"'a\' b", Postgres), [r"'a\'", "b"]);
        assert_eq!(texts(r"E'a\' b' c", Postgres), [r"E'a\' b'", "c"]);
        assert_eq!(texts("'it''s' \"a\"\"b\"", Sqlite), ["'it''s'", "\"a\"\"b\""]);
        assert_eq!(texts("`a``b` [c'd]", Sqlite), ["`a``b`", "[c'd]"]);
        assert_eq!(texts("$f$ ; $g$ $f$ a$b$ $1", Postgres), ["$f$ ; $g$ $f$", "a$b$", "$", "1"]);
    }

    #[test]
    fn what_is_not_closed_runs_to_the_end_and_says_so() {
        for (text, dialect) in
            [("'a", Dialect::Postgres), ("/* a", Dialect::Sqlite), ("$$ a", Dialect::Postgres), ("`a", Dialect::MySql)]
        {
            let token = tokens(text, dialect).next().unwrap();
            assert!(!token.closed && token.text == text, "{token:?}");
        }
    }
}
