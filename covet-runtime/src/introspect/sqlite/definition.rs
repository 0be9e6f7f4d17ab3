//! What SQLite keeps of a table or an index: the text that made it.
//!
//! Its pragmas tell neither the names of constraints nor their conditions, so the text is read. It has been accepted by
//! SQLite, and a rename rewrites it, so it is right; what is looked for is where each constraint begins.

use covet_core::Dialect;
use covet_core::schema::{Action, Deferrable};
use covet_core::sql::lexer::{Kind, Token, tokens};

use crate::introspect::draft;

/// What stands in the text of a table.
#[derive(Debug, Default, PartialEq)]
pub(super) struct TableText {
    pub(super) constraints: Vec<Constraint>,
    /// The collations of columns.
    pub(super) collations: Vec<(String, String)>,
    /// The expressions of generated columns.
    pub(super) generated: Vec<(String, String)>,
    /// What stands behind the closing parenthesis.
    pub(super) options: String,
}

#[derive(Debug, PartialEq)]
pub(super) struct Constraint {
    pub(super) name: Option<String>,
    /// The column in whose definition it stands.
    pub(super) column: Option<String>,
    pub(super) kind: ConstraintKind,
}

#[derive(Debug, PartialEq)]
pub(super) enum ConstraintKind {
    PrimaryKey {
        autoincrement: bool,
        columns: Vec<String>,
    },
    Unique(Vec<String>),
    Check(String),
    Foreign(References),
    /// `ON CONFLICT`, and what then happens.
    Conflict(String),
}

#[derive(Debug, Default, PartialEq)]
pub(super) struct References {
    pub(super) columns: Vec<String>,
    pub(super) ref_table: String,
    pub(super) ref_columns: Vec<String>,
    pub(super) on_delete: Action,
    pub(super) on_update: Action,
    pub(super) deferrable: Option<Deferrable>,
}

/// What stands in the text of an index.
#[derive(Debug, PartialEq)]
pub(super) struct IndexText {
    pub(super) parts: Vec<PartText>,
    pub(super) filter: Option<String>,
}

#[derive(Debug, PartialEq)]
pub(super) struct PartText {
    /// A name, or an expression.
    pub(super) key: Result<String, String>,
    pub(super) desc: bool,
    pub(super) collation: Option<String>,
}

/// Reads the text of a table; nothing where it is none.
pub(super) fn table(sql: &str) -> Option<TableText> {
    let mut reader = Reader::new(sql);
    while !reader.peek()?.is_mark("(") {
        reader.next();
    }
    reader.next();
    let mut found = TableText::default();
    let mut column: Option<String> = None;
    let mut begins = true;
    loop {
        let token = reader.peek()?;
        if begins && !["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|word| token.is_word(word)) {
            column = Some(reader.name()?);
        } else if begins {
            column = None;
        }
        begins = false;
        if reader.takes_mark(",") {
            begins = true;
        } else if reader.takes_mark(")") {
            break;
        } else if !reader.constraint(column.as_deref(), &mut found)? {
            reader.skip()?;
        }
    }
    found.options = reader.rest().to_owned();
    Some(found)
}

/// Reads the text of an index; nothing where it is none.
pub(super) fn index(sql: &str) -> Option<IndexText> {
    let mut reader = Reader::new(sql);
    while !reader.takes_word("ON") {
        reader.next()?;
    }
    reader.name()?;
    if !reader.takes_mark("(") {
        return None;
    }
    let mut parts = Vec::new();
    loop {
        parts.push(reader.part()?);
        if reader.takes_mark(")") {
            break;
        }
        reader.next()?;
    }
    let filter =
        reader.takes_word("WHERE").then(|| without_comments(reader.rest()).trim_end_matches(';').trim().to_owned());
    Some(IndexText { parts, filter })
}

struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let tokens = tokens(text, Dialect::Sqlite).filter(|token| token.kind != Kind::Comment).collect();
        Reader { text, tokens, at: 0 }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let taken = self.peek().is_some_and(|token| token.is_word(word));
        self.at += usize::from(taken);
        taken
    }

    fn takes_mark(&mut self, mark: &str) -> bool {
        let taken = self.peek().is_some_and(|token| token.is_mark(mark));
        self.at += usize::from(taken);
        taken
    }

    /// The text from here to the end.
    fn rest(&self) -> &'a str {
        self.peek().map_or("", |token| self.text[token.at..].trim())
    }

    /// Passes a token, or all between two parentheses.
    fn skip(&mut self) -> Option<()> {
        if self.peek()?.is_mark("(") {
            self.parenthesised()?;
        } else {
            self.next();
        }
        Some(())
    }

    /// The text between two parentheses.
    fn parenthesised(&mut self) -> Option<String> {
        if !self.takes_mark("(") {
            return None;
        }
        let start = self.peek()?.at;
        let mut depth = 1;
        loop {
            let token = self.next()?;
            depth += i32::from(token.is_mark("(")) - i32::from(token.is_mark(")"));
            if depth == 0 {
                return Some(without_comments(&self.text[start.min(token.at)..token.at]));
            }
        }
    }

    fn name(&mut self) -> Option<String> {
        self.next().map(|token| unquoted(token.text))
    }

    /// Names in parentheses; what stands beside each, as `DESC`, is passed.
    fn names(&mut self) -> Option<Vec<String>> {
        if !self.takes_mark("(") {
            return None;
        }
        let mut names = Vec::new();
        loop {
            names.push(self.name()?);
            while !(self.peek()?.is_mark(",") || self.peek()?.is_mark(")")) {
                self.skip()?;
            }
            if self.next()?.is_mark(")") {
                return Some(names);
            }
        }
    }

    /// Reads a constraint, of the column in whose definition it stands or of the table; false where none begins here.
    fn constraint(&mut self, column: Option<&str>, found: &mut TableText) -> Option<bool> {
        let name = if self.takes_word("CONSTRAINT") { Some(self.name()?) } else { None };
        let own = |columns: Option<Vec<String>>| columns.or_else(|| Some(vec![column?.to_owned()]));
        let kind = if self.takes_word("PRIMARY") {
            self.next()?;
            let columns = if column.is_none() { self.names() } else { None };
            let _ = self.takes_word("ASC") || self.takes_word("DESC");
            self.conflict(column, found);
            let autoincrement = self.takes_word("AUTOINCREMENT");
            ConstraintKind::PrimaryKey { autoincrement, columns: own(columns)? }
        } else if self.takes_word("UNIQUE") {
            let columns = if column.is_none() { self.names() } else { None };
            self.conflict(column, found);
            ConstraintKind::Unique(own(columns)?)
        } else if self.takes_word("CHECK") {
            ConstraintKind::Check(self.parenthesised()?)
        } else if self.takes_word("FOREIGN") {
            self.next()?;
            let columns = self.names()?;
            self.next()?;
            ConstraintKind::Foreign(self.references(columns)?)
        } else if self.takes_word("REFERENCES") {
            let columns = own(None)?;
            ConstraintKind::Foreign(self.references(columns)?)
        } else {
            return Some(self.property(column, found)? || name.is_some());
        };
        found.constraints.push(Constraint { name, column: column.map(str::to_owned), kind });
        Some(true)
    }

    /// Reads what a column has beside constraints; false where nothing of that begins here.
    fn property(&mut self, column: Option<&str>, found: &mut TableText) -> Option<bool> {
        let Some(column) = column else { return Some(false) };
        if self.takes_word("COLLATE") {
            found.collations.push((column.to_owned(), self.name()?));
        } else if self.takes_word("DEFAULT") {
            let _ = self.takes_mark("+") || self.takes_mark("-");
            self.skip()?;
        } else if self.takes_word("NOT") || self.takes_word("NULL") {
            self.takes_word("NULL");
            self.conflict(Some(column), found);
        } else if self.takes_word("AS") {
            found.generated.push((column.to_owned(), self.parenthesised()?));
        } else {
            return Some(false);
        }
        Some(true)
    }

    /// Reads `ON CONFLICT ..` where it stands.
    fn conflict(&mut self, column: Option<&str>, found: &mut TableText) {
        if self.takes_word("ON") {
            self.takes_word("CONFLICT");
            let kind = ConstraintKind::Conflict(self.name().unwrap_or_default());
            found.constraints.push(Constraint { name: None, column: column.map(str::to_owned), kind });
        }
    }

    /// Reads what stands behind `REFERENCES`.
    fn references(&mut self, columns: Vec<String>) -> Option<References> {
        let ref_table = self.name()?;
        let ref_columns = if self.peek()?.is_mark("(") { self.names()? } else { Vec::new() };
        let mut key = References { columns, ref_table, ref_columns, ..References::default() };
        loop {
            if self.takes_word("ON") {
                let event = self.next()?;
                let first = self.next()?.text;
                let second = if ["SET", "NO"].iter().any(|word| first.eq_ignore_ascii_case(word)) {
                    format!(" {}", self.next()?.text)
                } else {
                    String::new()
                };
                let action = draft::action(&format!("{first}{second}"));
                *(if event.is_word("DELETE") { &mut key.on_delete } else { &mut key.on_update }) = action;
            } else if self.takes_word("MATCH") {
                self.next()?;
            } else if self.is_not_deferrable() {
                self.at += 2;
                self.initially();
            } else if self.takes_word("DEFERRABLE") {
                key.deferrable = Some(self.initially());
            } else {
                return Some(key);
            }
        }
    }

    fn is_not_deferrable(&self) -> bool {
        let is = |at: usize, word| self.tokens.get(self.at + at).is_some_and(|token| token.is_word(word));
        is(0, "NOT") && is(1, "DEFERRABLE")
    }

    fn initially(&mut self) -> Deferrable {
        match self.takes_word("INITIALLY") && self.next().is_some_and(|token| token.is_word("DEFERRED")) {
            true => Deferrable::InitiallyDeferred,
            false => Deferrable::InitiallyImmediate,
        }
    }

    /// Reads a part of an index, up to the comma or parenthesis behind it.
    fn part(&mut self) -> Option<PartText> {
        let first = self.peek()?;
        let (start, mut end, mut count) = (first.at, first.at, 0);
        let mut part = PartText { key: Ok(String::new()), desc: false, collation: None };
        loop {
            let token = self.peek()?;
            if token.is_mark(",") || token.is_mark(")") {
                break;
            }
            if self.takes_word("COLLATE") {
                part.collation = Some(self.name()?);
            } else if self.takes_word("DESC") {
                part.desc = true;
            } else if !self.takes_word("ASC") {
                self.skip()?;
                count += 1;
                end = self.tokens.get(self.at - 1)?.end();
            }
        }
        let is_name = count == 1 && !first.is_mark("(");
        part.key = if is_name { Ok(unquoted(first.text)) } else { Err(without_comments(&self.text[start..end])) };
        Some(part)
    }
}

/// SQL as a migration takes it: what people wrote beside it stays in the database.
pub(super) fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for comment in tokens(text, Dialect::Sqlite).filter(|token| token.kind == Kind::Comment) {
        plain.push_str(text[from..comment.at].trim_end());
        plain.push(' ');
        from = comment.end() + text[comment.end()..].len() - text[comment.end()..].trim_start().len();
    }
    plain.push_str(&text[from..]);
    plain.trim().to_owned()
}

/// A name without its quotes.
fn unquoted(text: &str) -> String {
    let quote = match text.chars().next() {
        Some('[') => return text[1..].strip_suffix(']').unwrap_or(&text[1..]).to_owned(),
        Some(quote @ ('"' | '`' | '\'')) => quote,
        _ => return text.to_owned(),
    };
    let inner = text[1..].strip_suffix(quote).unwrap_or(&text[1..]);
    inner.replace(&format!("{quote}{quote}"), &quote.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(sql: &str) -> Vec<(Option<String>, ConstraintKind)> {
        let found = table(sql).unwrap_or_else(|| panic!("{sql}"));
        found.constraints.into_iter().map(|constraint| (constraint.name, constraint.kind)).collect()
    }

    #[test]
    fn constraints_are_found_wherever_they_stand() {
        let sql = r#"CREATE TABLE IF NOT EXISTS main."t ""(x" (
            id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT ABORT AUTOINCREMENT, -- ) a comment
            "check" VARCHAR(10, 2) NOT NULL DEFAULT ('a) , (b') CONSTRAINT uq UNIQUE COLLATE NOCASE CHECK ("check" <> ')'),
            [a b] REFERENCES o ON DELETE SET NULL ON UPDATE NO ACTION NOT NULL,
            total INT GENERATED ALWAYS AS (id * (2 + 1)) STORED,
            CONSTRAINT ck CHECK (id > 0) CONSTRAINT two UNIQUE ("check" DESC, `a b`)
            , FOREIGN KEY (id, "check") REFERENCES 'o' (x, y) MATCH FULL DEFERRABLE INITIALLY DEFERRED
        ) STRICT, WITHOUT ROWID"#;
        let found = table(sql).unwrap();
        assert_eq!(found.options, "STRICT, WITHOUT ROWID");
        assert_eq!(found.collations, [("check".to_owned(), "NOCASE".to_owned())]);
        assert_eq!(found.generated, [("total".to_owned(), "id * (2 + 1)".to_owned())]);
        let strings = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let expected = [
            (None, ConstraintKind::Conflict("ABORT".into())),
            (Some("pk"), ConstraintKind::PrimaryKey { autoincrement: true, columns: strings(&["id"]) }),
            (Some("uq"), ConstraintKind::Unique(strings(&["check"]))),
            (None, ConstraintKind::Check("\"check\" <> ')'".into())),
            (
                None,
                ConstraintKind::Foreign(References {
                    columns: strings(&["a b"]),
                    ref_table: "o".into(),
                    on_delete: Action::SetNull,
                    ..References::default()
                }),
            ),
            (Some("ck"), ConstraintKind::Check("id > 0".into())),
            (Some("two"), ConstraintKind::Unique(strings(&["check", "a b"]))),
            (
                None,
                ConstraintKind::Foreign(References {
                    columns: strings(&["id", "check"]),
                    ref_table: "o".into(),
                    ref_columns: strings(&["x", "y"]),
                    deferrable: Some(Deferrable::InitiallyDeferred),
                    ..References::default()
                }),
            ),
        ];
        let expected = expected.map(|(name, kind): (Option<&str>, _)| (name.map(str::to_owned), kind));
        assert_eq!(named(sql), expected);
    }

    #[test]
    fn comments_are_no_part_of_an_expression() {
        for (written, is) in [
            ("a > 1 -- at least\n AND b", "a > 1 AND b"),
            ("/* x */ a /*y*/+/*z*/ 1 /* the end", "a + 1"),
            ("a <> '-- no comment'", "a <> '-- no comment'"),
        ] {
            assert_eq!(without_comments(written), is);
        }
    }

    #[test]
    fn parts_of_an_index_are_names_or_expressions() {
        let found = index(
            "CREATE UNIQUE INDEX i ON t (a DESC, \"b\"\"c\" COLLATE NOCASE, lower(d), (e + 1) DESC) WHERE a > ')'",
        );
        let part = |key, desc, collation: Option<&str>| PartText { key, desc, collation: collation.map(str::to_owned) };
        let parts = vec![
            part(Ok("a".into()), true, None),
            part(Ok("b\"c".into()), false, Some("NOCASE")),
            part(Err("lower(d)".into()), false, None),
            part(Err("(e + 1)".into()), true, None),
        ];
        assert_eq!(found, Some(IndexText { parts, filter: Some("a > ')'".into()) }));
    }

    #[test]
    fn a_text_that_ends_too_soon_is_none() {
        let sql = "CREATE TABLE t (id INTEGER CONSTRAINT a PRIMARY KEY, b REFERENCES o (x) ON DELETE SET NULL, CHECK (a > 1))";
        assert!(table(sql).is_some());
        for end in (0..sql.len() - 1).filter(|&end| sql.is_char_boundary(end)) {
            assert_eq!(table(&sql[..end]), None, "{}", &sql[..end]);
        }
        assert_eq!(index("CREATE INDEX i ON t (a"), None);
    }
}
