//! The tokens of a usual migration, with where they stand.
//!
//! Every character is looked at once and by its class: macros are not optimised in most builds, and each call counts.
//! What is not among these tokens, such as a number with a type or a name outside of ASCII, ends the reading.

use std::borrow::Cow;

/// A token, and where it stands: line, from 1, and column, from 0, in characters.
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) start: Position,
    pub(super) end: Position,
}

pub(super) type Position = (usize, usize);

/// What a token is.
pub(super) enum Kind<'t> {
    /// A word, which may be a keyword.
    Name(&'t str),
    /// Digits.
    Number(&'t str),
    /// The value of a text in quotes.
    Text(Cow<'t, str>),
    /// A bracket, and the place of the one that closes it among the tokens.
    Open(u8, usize),
    /// A closing bracket.
    Close,
    /// `::`
    PathSeparator,
    /// Another character.
    Sign(u8),
    /// The text behind `//!`.
    FileDoc(&'t str),
    /// `///`
    Doc,
}

/// More tokens than that may be more than an expression can have, deeper brackets more than the parser follows.
const MOST_TOKENS: usize = super::super::MAX_EXPRESSION;
const DEEPEST: usize = super::super::MAX_DEPTH / 2;

/// As many as Rust allows around a raw text.
const MOST_HASHES: usize = 255;

/// The tokens of a text, where it has no others.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    if text.as_bytes().contains(&b'\r') {
        return None;
    }
    let mut lexer = Lexer { text, bytes: text.as_bytes(), at: 0, line: 1, line_start: 0, ascii: text.is_ascii() };
    // About as many as there are.
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 3);
    let mut open = Vec::new();
    while let Some(first) = lexer.skip_blanks() {
        let start = lexer.position();
        let kind = lexer.kind(first)?;
        match kind {
            Kind::Open(..) if open.len() >= DEEPEST => return None,
            Kind::Open(..) => open.push(tokens.len()),
            Kind::Close => {
                let (place, here) = (open.pop()?, tokens.len());
                match &mut tokens[place].kind {
                    Kind::Open(bracket, close) if closing(*bracket) == first => *close = here,
                    _ => return None,
                }
            }
            _ => {}
        }
        if tokens.len() >= MOST_TOKENS {
            return None;
        }
        tokens.push(Token { kind, start, end: lexer.position() });
    }
    (lexer.at == lexer.bytes.len() && open.is_empty()).then_some(tokens)
}

fn closing(bracket: u8) -> u8 {
    match bracket {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    line: usize,
    /// The byte that the line begins with.
    line_start: usize,
    ascii: bool,
}

impl<'t> Lexer<'t> {
    fn position(&self) -> Position {
        let column = match self.ascii {
            true => self.at - self.line_start,
            false => self.text[self.line_start..self.at].chars().count(),
        };
        (self.line, column)
    }

    fn peek(&self, offset: usize) -> u8 {
        let at = self.at + offset;
        // No file has this character in it.
        if at < self.bytes.len() { self.bytes[at] } else { 0 }
    }

    /// Goes behind the end of a line.
    fn next_line(&mut self) {
        self.at += 1;
        self.line += 1;
        self.line_start = self.at;
    }

    /// Goes to the next token, behind blanks and comments; gives its first byte.
    fn skip_blanks(&mut self) -> Option<u8> {
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b' ' | b'\t' => self.at += 1,
                b'\n' => self.next_line(),
                b'/' if self.peek(1) == b'/' && !self.is_doc() => self.skip_line(),
                first => return Some(first),
            }
        }
        None
    }

    /// Whether the comment that begins here is documentation: `///` or `//!`, but not `////`.
    fn is_doc(&self) -> bool {
        match self.peek(2) {
            b'!' => true,
            b'/' => self.peek(3) != b'/',
            _ => false,
        }
    }

    fn skip_line(&mut self) {
        while self.at < self.bytes.len() && self.bytes[self.at] != b'\n' {
            self.at += 1;
        }
    }

    fn kind(&mut self, first: u8) -> Option<Kind<'t>> {
        let from = self.at;
        match first {
            b'r' if self.peek(1) == b'"' || self.peek(1) == b'#' => return self.raw_text(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                self.skip_word();
                // A prefix, as in `b".."`, makes another kind of literal.
                return (!matches!(self.peek(0), b'"' | b'\'' | b'#')).then(|| Kind::Name(&self.text[from..self.at]));
            }
            b'0'..=b'9' => {
                while matches!(self.peek(0), b'0'..=b'9' | b'_') {
                    self.at += 1;
                }
                let is_whole = self.peek(0) != b'.' && !self.is_word();
                return is_whole.then(|| Kind::Number(&self.text[from..self.at]));
            }
            b'"' => return self.text(),
            b'/' if self.peek(1) == b'/' => return Some(self.doc()),
            _ => {}
        }
        self.at += 1;
        match first {
            b'(' | b'[' | b'{' => Some(Kind::Open(first, 0)),
            b')' | b']' | b'}' => Some(Kind::Close),
            b':' if self.peek(0) == b':' => {
                self.at += 1;
                Some(Kind::PathSeparator)
            }
            // What stands together with one of its kind, or with `=`, is another token.
            b'.' | b',' | b';' | b':' | b'|' | b'&' | b'#' | b'*' if self.peek(0) != b'=' && self.peek(0) != first => {
                Some(Kind::Sign(first))
            }
            _ => None,
        }
    }

    fn is_word(&self) -> bool {
        matches!(self.peek(0), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80..)
    }

    fn skip_word(&mut self) {
        while matches!(self.peek(0), b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_') {
            self.at += 1;
        }
    }

    /// A documentation comment, which begins here.
    fn doc(&mut self) -> Kind<'t> {
        let (is_of_file, from) = (self.peek(2) == b'!', self.at + 3);
        self.skip_line();
        if is_of_file { Kind::FileDoc(&self.text[from..self.at]) } else { Kind::Doc }
    }

    /// A text in quotes, which begins here.
    fn text(&mut self) -> Option<Kind<'t>> {
        self.at += 1;
        let mut value = Cow::Borrowed("");
        let mut from = self.at;
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'"' => break,
                b'\n' => self.next_line(),
                b'\\' => {
                    let escaped = match self.peek(1) {
                        b'n' => '\n',
                        b't' => '\t',
                        b'\\' => '\\',
                        b'"' => '"',
                        b'\'' => '\'',
                        _ => return None,
                    };
                    let value = value.to_mut();
                    value.push_str(&self.text[from..self.at]);
                    value.push(escaped);
                    self.at += 2;
                    from = self.at;
                }
                _ => self.at += 1,
            }
        }
        let rest = &self.text[from..self.at];
        self.end_text(match value {
            Cow::Borrowed(_) => Cow::Borrowed(rest),
            Cow::Owned(value) => Cow::Owned(value + rest),
        })
    }

    /// A raw text, which begins here.
    fn raw_text(&mut self) -> Option<Kind<'t>> {
        self.at += 1;
        let mut hashes = 0;
        while self.peek(0) == b'#' {
            hashes += 1;
            self.at += 1;
        }
        if self.peek(0) != b'"' || hashes > MOST_HASHES {
            // A raw name, or no Rust.
            return None;
        }
        self.at += 1;
        let from = self.at;
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'\n' => self.next_line(),
                b'"' if self.is_followed_by(hashes) => {
                    let value = &self.text[from..self.at];
                    self.at += hashes;
                    return self.end_text(Cow::Borrowed(value));
                }
                _ => self.at += 1,
            }
        }
        None
    }

    fn is_followed_by(&self, hashes: usize) -> bool {
        let mut count = 0;
        while count < hashes && self.peek(1 + count) == b'#' {
            count += 1;
        }
        count == hashes
    }

    /// Goes behind the closing quote, or the last `#` behind it; nothing where there is none, or a suffix.
    fn end_text(&mut self, value: Cow<'t, str>) -> Option<Kind<'t>> {
        if self.at == self.bytes.len() {
            return None;
        }
        self.at += 1;
        (!self.is_word()).then_some(Kind::Text(value))
    }
}
