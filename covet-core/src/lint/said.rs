//! What SQL says that was written by hand, as far as rules look at it: its words, and for which databases it is.

use super::Servers;
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::operation::RunSql;
use crate::sql::lexer::{Kind, Token, tokens};
use crate::sql::statements;

/// The words that a statement begins with which a rule could have something against.
const LEADING: [&str; 14] = [
    "UPDATE", "DELETE", "WITH", "TRUNCATE", "SET", "RESET", "LISTEN", "REINDEX", "CLUSTER", "VACUUM", "REFRESH",
    "ALTER", "CREATE", "DROP",
];

/// A statement of SQL.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// The databases that run it.
    pub dialects: Vec<Dialect>,
    /// Its text.
    pub text: &'a str,
    tokens: Vec<Token<'a>>,
}

impl Said<'_> {
    /// Whether it begins with these words, in any case.
    pub fn begins(&self, words: &[&str]) -> bool {
        self.tokens.len() >= words.len() && self.tokens.iter().zip(words).all(|(token, word)| token.is_word(word))
    }

    /// Whether it has this word, outside of parentheses.
    pub fn has(&self, word: &str) -> bool {
        let mut depth = 0;
        self.tokens.iter().any(|token| {
            depth += i32::from(token.is_mark("(")) - i32::from(token.is_mark(")"));
            depth == 0 && token.is_word(word)
        })
    }

    /// Whether it gives the rows of a table that have NULL in a column a value there: `UPDATE t SET c = .. WHERE c IS NULL`.
    pub fn fills(&self, table: &TableName, column: &Ident) -> bool {
        let set = self.tokens.iter().position(|token| token.is_word("SET"));
        let [.., where_, of, is, null] = &self.tokens[..] else { return false };
        let is_all = where_.is_word("WHERE") && is_named(of, column) && is.is_word("IS") && null.is_word("NULL");
        let Some((before, after)) = set.map(|set| self.tokens.split_at(set)).filter(|_| is_all) else { return false };
        let sets = after.windows(2).any(|pair| is_named(&pair[0], column) && pair[1].is_mark("="));
        self.begins(&["UPDATE"]) && before.last().is_some_and(|last| is_named(last, &table.name)) && sets
    }

    /// Whether one of its databases is that one.
    pub fn is_for(&self, dialect: Dialect) -> bool {
        self.dialects.contains(&dialect)
    }

    /// Its beginning, on one line, as messages show it.
    pub fn excerpt(&self) -> String {
        let line = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(40) {
            Some((end, _)) => format!("{} ..", line[..end].trim_end()),
            None => line,
        }
    }
}

/// Whether a token is that name, quoted or not.
fn is_named(token: &Token<'_>, name: &Ident) -> bool {
    let quotes = ['"', '`', '[', ']'];
    let plain = if token.kind == Kind::Quoted { token.text.trim_matches(quotes) } else { token.text };
    matches!(token.kind, Kind::Word | Kind::Quoted) && plain.eq_ignore_ascii_case(name)
}

/// The statements that some of the servers run and a rule could have something against.
pub(super) fn said<'a>(run: &'a RunSql, servers: &Servers) -> Vec<Said<'a>> {
    let mut texts: Vec<(&str, Vec<Dialect>)> = Vec::new();
    for dialect in Dialect::ALL.into_iter().filter(|dialect| servers.speak(*dialect)) {
        let Some(text) = run.sql.of(dialect) else { continue };
        match texts.iter_mut().find(|(known, _)| std::ptr::eq(*known, text)) {
            Some((_, dialects)) => dialects.push(dialect),
            None => texts.push((text, vec![dialect])),
        }
    }
    texts.into_iter().flat_map(|(text, dialects)| statements_of(text, &dialects)).collect()
}

fn statements_of<'a>(text: &'a str, dialects: &[Dialect]) -> Vec<Said<'a>> {
    // What several run they all read alike, or the planner has something against it. So for what is not closed.
    let found = statements(text, dialects[0]).unwrap_or_default();
    let texts = found.into_iter().map(|statement| statement.text).filter(|text| {
        let first = text.split(|char: char| !char.is_ascii_alphabetic()).next().unwrap_or_default();
        LEADING.iter().any(|word| word.eq_ignore_ascii_case(first))
    });
    let said = |text| {
        let tokens = tokens(text, dialects[0]).filter(|token| token.kind != Kind::Comment).collect();
        Said { dialects: dialects.to_vec(), text, tokens }
    };
    texts.map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SqlText;

    #[test]
    fn a_statement_that_fills_a_column_names_it_and_its_table() {
        let fills =
            |text: &str| said(&RunSql::of(SqlText::any(text)), &Servers::all())[0].fills(&"t".into(), &"c".into());
        assert!(fills("UPDATE t SET c = 'x' WHERE c IS NULL"));
        assert!(fills("update \"s\".\"t\" set a = 1, \"c\" = (lower(b)) where \"c\" is null"));
        assert!(!fills("UPDATE u SET c = 'x' WHERE c IS NULL") && !fills("UPDATE t SET b = 'x' WHERE c IS NULL"));
        assert!(!fills("UPDATE t SET c = 'x' WHERE b AND c IS NULL") && !fills("UPDATE t SET c = 'x'"));
    }

    #[test]
    fn a_text_is_read_once_for_all_that_run_it() {
        let text = SqlText {
            mysql: Some("DELETE FROM t".into()),
            ..SqlText::any("INSERT INTO t VALUES ('UPDATE x'); update t set a = (select 1 where true) -- where")
        };
        let run = RunSql::of(text);
        let all = said(&run, &Servers::all());
        assert_eq!(
            all.iter().map(|said| &said.dialects[..]).collect::<Vec<_>>(),
            [&[Dialect::Postgres, Dialect::Sqlite][..], &[Dialect::MySql]]
        );
        assert!(all[0].begins(&["UPDATE", "T"]) && !all[0].has("where") && all[0].has("set"));
        assert_eq!(all[0].excerpt(), "update t set a = (select 1 where true)");
        assert!(said(&run, &Servers::default()).is_empty());
    }
}
