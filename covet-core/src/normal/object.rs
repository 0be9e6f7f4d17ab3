//! Texts of objects, as SQLite gives them back: it alone keeps them as they were written.

use crate::dialect::Dialect;
use crate::sql::lexer::{Kind, tokens};
use crate::sql::statements;

/// What a text of SQL says to SQLite, word by word, however its names are quoted and its words written.
///
/// ```
/// use covet_core::normal::sqlite_words;
/// assert_eq!(sqlite_words("SELECT \"a\" -- b"), sqlite_words("select [A]"));
/// ```
pub fn sqlite_words(sql: &str) -> Vec<String> {
    let tokens = tokens(sql, Dialect::Sqlite).filter(|token| token.kind != Kind::Comment);
    let plain = tokens.map(|token| match token.kind {
        Kind::Quoted if !token.text.starts_with('\'') => {
            token.text[1..token.text.len() - usize::from(token.closed)].to_ascii_lowercase()
        }
        Kind::Word => token.text.to_ascii_lowercase(),
        _ => token.text.to_owned(),
    });
    plain.collect()
}

/// Whether what stands in `sqlite_schema` as `live` is what `declared` makes, in its one statement that creates something.
///
/// SQLite keeps a text from the name on, and forgets `IF NOT EXISTS` and the database before the name.
///
/// ```
/// use covet_core::normal::is_made_by;
/// assert!(is_made_by("CREATE VIEW v AS SELECT 1", "create view if not exists main.v as select 1"));
/// assert!(!is_made_by("CREATE VIEW v AS SELECT 1", "CREATE VIEW v AS SELECT 2"));
/// ```
pub fn is_made_by(live: &str, declared: &str) -> bool {
    let found = statements(declared, Dialect::Sqlite).unwrap_or_default();
    let made = found.iter().map(|statement| sqlite_words(statement.text)).find(|words| is(words, 0, "create"));
    made.is_some_and(|made| kept(made) == kept(sqlite_words(live)))
}

fn is(words: &[String], at: usize, word: &str) -> bool {
    words.get(at).is_some_and(|found| found == word)
}

/// `CREATE VIEW name ..`, without what is not kept between the second word and the name.
fn kept(mut words: Vec<String>) -> Vec<String> {
    if is(&words, 2, "if") && is(&words, 3, "not") && is(&words, 4, "exists") {
        words.drain(2..5);
    }
    if is(&words, 3, ".") {
        words.drain(2..4);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_case_and_space_say_nothing() {
        let one = sqlite_words("CREATE INDEX \"ix\" ON \"t\" (\"a\", `B`)");
        assert_eq!(one, sqlite_words("create index ix on [t](a,b) -- by hand"));
        assert_ne!(one, sqlite_words("CREATE INDEX ix ON t (a)"));
        assert_ne!(sqlite_words("'A'"), sqlite_words("'a'"), "texts are as they are");
    }

    #[test]
    fn what_sqlite_keeps_is_what_was_declared() {
        let live = "CREATE TRIGGER \"t\" AFTER INSERT ON u BEGIN SELECT ';'; END";
        for declared in [
            "CREATE TRIGGER t AFTER INSERT ON u BEGIN SELECT ';'; END;",
            "-- notes\nCREATE TRIGGER IF NOT EXISTS main.t after insert on U BEGIN SELECT ';' ; END",
        ] {
            assert!(is_made_by(live, declared), "{declared}");
        }
        for other in ["CREATE TRIGGER t AFTER INSERT ON u BEGIN SELECT 1; END", "", "DROP TRIGGER t", "'"] {
            assert!(!is_made_by(live, other), "{other}");
        }
    }
}
