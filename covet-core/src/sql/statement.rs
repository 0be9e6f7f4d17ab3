//! Splits SQL into statements, and tells what kind each of them is.

use super::lexer::{Kind, Token, tokens};
use crate::dialect::Dialect;

/// One statement of a longer text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// From its first token to its last, without the semicolon, and without comments around it.
    pub text: &'a str,
    /// What it does to a transaction.
    pub kind: StatementKind,
}

/// What a statement does to a transaction that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// Begins, ends or marks one.
    TransactionControl,
    /// Sends rows to the client, or waits for it to send them: PostgreSQL's `COPY .. FROM STDIN`.
    ClientCopy,
    /// Is refused in a transaction with others: `VACUUM`, or PostgreSQL's `CREATE INDEX CONCURRENTLY`.
    Alone,
    /// Calls a routine or runs a block of one, which may commit by itself where no transaction is around it.
    Call,
    /// Reads or changes rows, which a transaction covers on every database.
    Dml,
    /// Anything else; where DDL is not transactional it may end the transaction.
    Other,
}

/// Something that is opened in SQL and never closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not closed")]
pub struct Unclosed(
    /// Its beginning.
    pub String,
);

/// Splits a text at the semicolons that end statements.
///
/// Those in strings, comments and quoted names end none, nor do those in the bodies of triggers and routines.
///
/// # Errors
/// When a string, a quoted name or a comment is not closed: whatever is sent behind it would become part of it.
///
/// ```
/// use covet_core::{Dialect, sql::statements};
/// let list = statements("INSERT INTO t VALUES (';'); -- done\n", Dialect::Postgres).unwrap();
/// assert_eq!(list[0].text, "INSERT INTO t VALUES (';')");
/// ```
pub fn statements(text: &str, dialect: Dialect) -> Result<Vec<Statement<'_>>, Unclosed> {
    let mut found = Vec::new();
    let mut current: Vec<Token<'_>> = Vec::new();
    let mut nesting = Nesting::new(dialect);
    for token in tokens(text, dialect) {
        if !token.closed {
            return Err(Unclosed(token.text.chars().take(20).collect()));
        }
        if token.kind == Kind::Comment {
            continue;
        }
        if token.is_mark(";") && nesting.is_outside() {
            found.extend(statement(text, &current, dialect));
            current.clear();
            nesting = Nesting::new(dialect);
            continue;
        }
        nesting.enter(current.last(), &token);
        current.push(token);
    }
    found.extend(statement(text, &current, dialect));
    Ok(found)
}

fn statement<'a>(text: &'a str, tokens: &[Token<'a>], dialect: Dialect) -> Option<Statement<'a>> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    Some(Statement { text: &text[first.at..last.end()], kind: kind(tokens, dialect) })
}

fn kind(tokens: &[Token<'_>], dialect: Dialect) -> StatementKind {
    let leading: Vec<String> = (tokens.iter())
        .skip_while(|token| token.kind == Kind::Executable || token.is_mark("("))
        .take_while(|token| token.kind == Kind::Word)
        .take(3)
        .map(|token| token.text.to_ascii_uppercase())
        .collect();
    let words: Vec<&str> = leading.iter().map(String::as_str).collect();
    match words[..] {
        // MariaDB's compound statement outside routines.
        ["BEGIN", "NOT", "ATOMIC"] if dialect == Dialect::MySql => StatementKind::Other,
        ["BEGIN" | "COMMIT" | "ROLLBACK" | "END" | "SAVEPOINT" | "RELEASE" | "ABORT" | "XA", ..]
        | ["START" | "PREPARE", "TRANSACTION", ..] => StatementKind::TransactionControl,
        // Both end the transaction; the one would leave none to begin again, the other keep the tracking table locked.
        ["SET", ..] if dialect == Dialect::MySql && tokens.iter().any(|token| token.is_word("autocommit")) => {
            StatementKind::TransactionControl
        }
        ["LOCK" | "UNLOCK", "TABLE" | "TABLES", ..] if dialect == Dialect::MySql => StatementKind::TransactionControl,
        ["COPY", ..] if dialect == Dialect::Postgres && is_client_copy(tokens) => StatementKind::ClientCopy,
        ["VACUUM", ..] if dialect != Dialect::MySql => StatementKind::Alone,
        _ if dialect == Dialect::Postgres && is_alone(&words, tokens) => StatementKind::Alone,
        ["CALL", ..] => StatementKind::Call,
        ["DO", ..] if dialect == Dialect::Postgres => StatementKind::Call,
        ["INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "WITH" | "SELECT", ..] => StatementKind::Dml,
        _ => StatementKind::Other,
    }
}

/// Whether PostgreSQL refuses a statement in a transaction with others.
fn is_alone(words: &[&str], tokens: &[Token<'_>]) -> bool {
    match words {
        ["CREATE" | "DROP", "DATABASE" | "TABLESPACE" | "SUBSCRIPTION", ..] | ["ALTER", "SYSTEM", ..] => true,
        ["REINDEX", "DATABASE" | "SYSTEM" | "SCHEMA", ..] | ["CLUSTER"] => true,
        // A materialized view is refreshed concurrently in any transaction.
        ["CREATE", "INDEX" | "UNIQUE", ..] | ["DROP", "INDEX", ..] | ["REINDEX", ..] | ["ALTER", "TABLE", ..] => {
            tokens.iter().any(|token| token.is_word("CONCURRENTLY"))
        }
        _ => false,
    }
}

/// Whether a COPY goes to the client or comes from it, and not to a file or a program of the server.
fn is_client_copy(tokens: &[Token<'_>]) -> bool {
    tokens.windows(2).any(|pair| match (pair[0].is_word("FROM"), pair[0].is_word("TO")) {
        (true, _) => pair[1].is_word("STDIN"),
        (_, true) => pair[1].is_word("STDOUT"),
        _ => false,
    })
}

/// Whether a statement of MySQL or MariaDB that no transaction covers has done nothing when it fails.
///
/// True of what changes one object. A call commits as it likes, dropping two tables may drop the first, and
/// `CREATE OR REPLACE` drops before it creates.
///
/// ```
/// use covet_core::sql::fails_whole;
/// assert!(fails_whole("ALTER TABLE t ADD COLUMN n int"));
/// assert!(!fails_whole("CALL fill()") && !fails_whole("DROP TABLE a, b"));
/// ```
pub fn fails_whole(statement: &str) -> bool {
    let mut tokens = tokens(statement, Dialect::MySql).filter(|token| token.kind != Kind::Comment);
    let (first, second) = (tokens.next(), tokens.next());
    let is = |word: &str| first.is_some_and(|token| token.is_word(word));
    match second {
        Some(second) if is("CREATE") => !second.is_word("OR"),
        Some(_) if is("DROP") || is("RENAME") => !tokens.any(|token| token.is_mark(",")),
        Some(_) => is("ALTER") || is("TRUNCATE"),
        None => false,
    }
}

/// Whether a statement puts an object in the place of whatever has its name, and leaves the same however often it runs.
///
/// Not so with a table or a sequence: what was put into it since would be lost.
///
/// ```
/// use covet_core::sql::replaces;
/// assert!(replaces("CREATE OR REPLACE DEFINER = a@b SQL SECURITY INVOKER VIEW v AS SELECT 1"));
/// assert!(!replaces("CREATE OR REPLACE TABLE t (n int)") && !replaces("CREATE VIEW v AS SELECT 1"));
/// ```
pub fn replaces(statement: &str) -> bool {
    let mut tokens = tokens(statement, Dialect::MySql).filter(|token| token.kind != Kind::Comment);
    let begins =
        ["CREATE", "OR", "REPLACE"].into_iter().all(|word| tokens.next().is_some_and(|token| token.is_word(word)));
    let is = |token: &Token<'_>, kinds: &[&str]| kinds.iter().any(|kind| token.is_word(kind));
    let kind =
        tokens.find(|token| is(token, &["VIEW", "TRIGGER", "FUNCTION", "PROCEDURE", "EVENT", "TABLE", "SEQUENCE"]));
    begins && kind.is_some_and(|token| !is(&token, &["TABLE", "SEQUENCE"]))
}

/// How deep within the body of a trigger or routine, or within parentheses, a statement is.
struct Nesting {
    dialect: Dialect,
    body: Body,
    open: Vec<Block>,
    parentheses: usize,
}

/// Whether a statement has a body with statements in it.
#[derive(Clone, Copy, PartialEq)]
enum Body {
    /// Its first words leave that open.
    Unknown,
    Yes,
    No,
}

/// What an `END` closes.
#[derive(Clone, Copy, PartialEq)]
enum Block {
    Statements,
    /// A `CASE` that gives a value: in it `IF(..)` is a function.
    Expression,
}

impl Nesting {
    fn new(dialect: Dialect) -> Self {
        Nesting { dialect, body: Body::Unknown, open: Vec::new(), parentheses: 0 }
    }

    fn is_outside(&self) -> bool {
        // PostgreSQL's CREATE RULE lists statements in parentheses; elsewhere a semicolon in them is a mistake.
        self.open.is_empty() && (self.dialect != Dialect::Postgres || self.parentheses == 0)
    }

    /// Takes the next token of the statement, and the one before it.
    fn enter(&mut self, previous: Option<&Token<'_>>, token: &Token<'_>) {
        if token.is_mark("(") {
            self.parentheses += 1;
        } else if token.is_mark(")") {
            self.parentheses = self.parentheses.saturating_sub(1);
        }
        if token.kind != Kind::Word {
            return;
        }
        let word = token.text.to_ascii_uppercase();
        if self.body == Body::Unknown {
            self.body = self.decide(previous, &word);
        }
        if self.body == Body::Yes {
            self.step(previous, &word);
        }
    }

    /// `CREATE [OR REPLACE] [DEFINER = user@host] [TEMP] TRIGGER ..`, or MariaDB's `BEGIN NOT ATOMIC`.
    fn decide(&self, previous: Option<&Token<'_>>, word: &str) -> Body {
        let kinds: &[&str] = match self.dialect {
            Dialect::Postgres => &["FUNCTION", "PROCEDURE"],
            Dialect::MySql => &["TRIGGER", "FUNCTION", "PROCEDURE", "EVENT", "PACKAGE"],
            Dialect::Sqlite => &["TRIGGER"],
        };
        let Some(previous) = previous.filter(|token| token.kind != Kind::Executable) else {
            return match word {
                "CREATE" => Body::Unknown,
                "BEGIN" if self.dialect == Dialect::MySql => Body::Unknown,
                _ => Body::No,
            };
        };
        match word {
            "NOT" if previous.is_word("BEGIN") => Body::Unknown,
            "ATOMIC" if previous.is_word("NOT") => Body::Yes,
            _ if kinds.contains(&word) => Body::Yes,
            "OR" | "REPLACE" | "TEMP" | "TEMPORARY" | "AGGREGATE" | "DEFINER" => Body::Unknown,
            // Part of the name of the definer.
            _ if previous.is_mark("=") || previous.is_mark("@") => Body::Unknown,
            _ => Body::No,
        }
    }

    /// Opens and closes the blocks of a body.
    fn step(&mut self, previous: Option<&Token<'_>>, word: &str) {
        let after = |words: &[&str]| previous.is_some_and(|token| words.iter().any(|word| token.is_word(word)));
        let begins_statement = previous.is_some_and(|token| [";", ":", ")"].iter().any(|mark| token.is_mark(mark)))
            || after(&["BEGIN", "THEN", "ELSE", "DO", "ROW", "LOOP", "REPEAT", "ATOMIC"]);
        let in_expression = self.open.last() == Some(&Block::Expression);
        let mysql = self.dialect == Dialect::MySql;
        match word {
            "END" => drop(self.open.pop()),
            // `END CASE`, `END IF` and so on: the `END` has closed it.
            _ if after(&["END"]) => {}
            // Opens a block with `ATOMIC` behind it only; alone it would begin a transaction.
            "BEGIN" if self.dialect == Dialect::Postgres => {}
            "ATOMIC" if after(&["BEGIN", "NOT"]) => self.open.push(Block::Statements),
            "BEGIN" => self.open.push(Block::Statements),
            "CASE" if mysql && begins_statement && !in_expression => self.open.push(Block::Statements),
            "CASE" => self.open.push(Block::Expression),
            "IF" | "WHILE" | "LOOP" | "REPEAT" | "FOR" if mysql && begins_statement && !in_expression => {
                self.open.push(Block::Statements);
            }
            _ => {}
        }
    }
}

/// What keeps a text from being one expression that can be put between parentheses, if anything.
///
/// ```
/// use covet_core::{Dialect, sql::expression_fault};
/// assert_eq!(expression_fault("coalesce(a, ')')", Dialect::Sqlite), None);
/// assert!(expression_fault("0); DROP TABLE users", Dialect::Sqlite).is_some());
/// ```
pub fn expression_fault(text: &str, dialect: Dialect) -> Option<&'static str> {
    let (mut depth, mut empty) = (0usize, true);
    for token in tokens(text, dialect) {
        if !token.closed {
            return Some("something in it is not closed");
        }
        match token.text {
            "(" if token.kind == Kind::Mark => depth += 1,
            ")" if token.kind == Kind::Mark => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some("it closes a parenthesis that it does not open"),
            },
            ";" if token.kind == Kind::Mark => return Some("it contains a semicolon"),
            text if text.contains('\0') => return Some("it contains a NUL character"),
            _ if token.kind == Kind::Comment => return Some("it contains a comment"),
            _ => {}
        }
        empty = false;
    }
    match (empty, depth) {
        (true, _) => Some("it is empty"),
        (false, 0) => None,
        (false, _) => Some("it does not close a parenthesis that it opens"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::*;

    fn texts(text: &str, dialect: Dialect) -> Vec<&str> {
        statements(text, dialect).unwrap().into_iter().map(|statement| statement.text).collect()
    }

    fn kinds(text: &str, dialect: Dialect) -> Vec<StatementKind> {
        statements(text, dialect).unwrap().into_iter().map(|statement| statement.kind).collect()
    }

    #[test]
    fn statements_are_split_outside_strings_comments_and_names() {
        let text = "/* a; */ SELECT ';' AS \"b;\"; -- c;\n ; SELECT 2 -- d";
        for dialect in Dialect::ALL {
            assert_eq!(texts(text, dialect), ["SELECT ';' AS \"b;\"", "SELECT 2"], "{dialect}");
        }
        assert_eq!(texts("SELECT $$;$$; SELECT 1", Postgres).len(), 2);
        assert!(texts(" ;; -- nothing", Sqlite).is_empty());
    }

    #[test]
    fn bodies_of_triggers_and_routines_stay_whole() {
        let trigger =
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = CASE WHEN d THEN 1 END; DELETE FROM e; END";
        let rule = "CREATE RULE r AS ON INSERT TO a DO ALSO (DELETE FROM b; DELETE FROM c)";
        let atomic =
            "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
        let row = "CREATE DEFINER = root@localhost TRIGGER t BEFORE INSERT ON a FOR EACH ROW \
                   IF new.b THEN SET new.c = 1; ELSEIF 2 THEN SET new.c = CASE WHEN d THEN IF(1, 2, 3) ELSE 4 END; END IF";
        let procedure = "CREATE PROCEDURE p(IN n INT) BEGIN l: LOOP SET n = 1; LEAVE l; END LOOP; \
                         WHILE n > 0 DO SET n = n - 1; END WHILE; CASE n WHEN 1 THEN SELECT 1; END CASE; END";
        let block = "BEGIN NOT ATOMIC DECLARE n INT; SET n = 1; END";
        for (text, dialect) in
            [(trigger, Sqlite), (rule, Postgres), (atomic, Postgres), (row, MySql), (procedure, MySql), (block, MySql)]
        {
            assert_eq!(texts(&format!("{text}; SELECT 1;"), dialect), [text, "SELECT 1"], "{dialect}");
            assert_eq!(kinds(text, dialect), [StatementKind::Other], "{text}");
        }
        assert_eq!(texts("CREATE TABLE t (event INT, begin INT); SELECT 1", MySql).len(), 2);
    }

    #[test]
    fn transaction_control_is_found_only_where_it_is_real() {
        use StatementKind::*;
        for text in [
            "BEGIN",
            "begin transaction",
            "Start Transaction",
            "COMMIT",
            "ROLLBACK TO a",
            "END",
            "SAVEPOINT a",
            "RELEASE a",
        ] {
            for dialect in Dialect::ALL {
                assert_eq!(kinds(&format!("/* x */ {text}; SELECT 1"), dialect), [TransactionControl, Dml], "{text}");
            }
        }
        assert_eq!(
            kinds("PREPARE TRANSACTION 'a'; PREPARE a AS SELECT 1; ABORT", Postgres),
            [TransactionControl, Other, TransactionControl]
        );
        assert_eq!(kinds("/*!50000 COMMIT */; SELECT 1", MySql), [TransactionControl, Dml]);
        assert_eq!(kinds("SET @@SESSION.autocommit = 0; LOCK TABLES a WRITE", MySql), [TransactionControl; 2]);
        assert_eq!(kinds("SET @a = 'autocommit'; LOCK TABLES a", Postgres), [Other; 2]);
        assert_eq!(kinds("SELECT 'COMMIT'; SELECT 1 /* COMMIT; */ -- COMMIT", MySql), [Dml, Dml]);
        assert_eq!(kinds("DO $$ BEGIN PERFORM 1; END $$", Postgres), [Call]);
        assert_eq!(kinds("(SELECT 1); CALL p(); START SLAVE", MySql), [Dml, Call, Other]);
        assert_eq!(kinds("COPY t (a) FROM stdin; COPY (SELECT 1) TO STDOUT", Postgres), [ClientCopy; 2]);
        assert_eq!(kinds("COPY stdin FROM '/x'; COPY t FROM PROGRAM 'stdin'", Postgres), [Other; 2]);
    }

    #[test]
    fn what_is_refused_in_a_transaction_is_known() {
        use StatementKind::*;
        for text in [
            "VACUUM t",
            "create unique index concurrently ix on t (a)",
            "DROP INDEX CONCURRENTLY ix",
            "REINDEX TABLE CONCURRENTLY t",
            "REINDEX SYSTEM d",
            "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
            "CREATE DATABASE d",
            "ALTER SYSTEM SET a = 1",
        ] {
            assert_eq!(kinds(text, Postgres), [Alone], "{text}");
        }
        for text in [
            "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
            "CREATE INDEX ix ON t (\"concurrently\")",
            "REINDEX TABLE t",
            "ALTER TABLE t ADD COLUMN a text DEFAULT 'CONCURRENTLY'",
        ] {
            assert_eq!(kinds(text, Postgres), [Other], "{text}");
        }
        assert_eq!(kinds("VACUUM; CREATE INDEX CONCURRENTLY ix ON t (a)", Sqlite), [Alone, Other]);
    }

    #[test]
    fn what_changes_one_object_fails_whole() {
        for whole in ["CREATE TABLE t (n int)", "/* a, b */ drop table `a, b`", "ALTER TABLE t ADD a int, ADD b int"] {
            assert!(fails_whole(whole), "{whole}");
        }
        for torn in ["CALL p()", "CREATE OR REPLACE TABLE t (n int)", "DROP TABLE a, b", "RENAME TABLE a TO b, c TO d"]
        {
            assert!(!fails_whole(torn), "{torn}");
        }
    }

    #[test]
    fn what_is_not_closed_is_an_error() {
        assert_eq!(statements("SELECT 'a; SELECT 2", Sqlite), Err(Unclosed("'a; SELECT 2".into())));
        assert!(statements("SELECT 1 /* a", MySql).is_err());
        assert!(statements("DO $x$ a $y$", Postgres).is_err());
    }

    #[test]
    fn an_expression_stays_within_its_parentheses() {
        for good in ["1", "lower(\"a)\")", "(1) + (2)", "')'"] {
            assert_eq!(expression_fault(good, Postgres), None, "{good}");
        }
        for bad in ["", "1)", "(1", "1; 2", "\0", "1 -- x", "/* */ 1", "'1"] {
            assert!(expression_fault(bad, Postgres).is_some(), "{bad}");
        }
    }

    /// Texts made of what the lexer has rules for, in every order that a small generator comes to.
    #[test]
    fn no_input_makes_it_panic_or_lose_text() {
        const PARTS: [&str; 34] = [
            "'", "\"", "`", "[", "]", "$", "$a$", "$1", "--", "-- ", "#", "/*", "*/", "/*!50000", "\\", "\n", "\r",
            ";", "(", ")", "e'", "E", "BEGIN", "END", "CREATE", "TRIGGER", "CASE", "COMMIT", "IF", "ATOMIC", " ", "é",
            "😀", "\0",
        ];
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for _ in 0..20_000 {
            let length = next() % 12;
            let text: String = (0..length).map(|_| PARTS[(next() % PARTS.len() as u64) as usize]).collect();
            for dialect in Dialect::ALL {
                let mut at = 0;
                for token in tokens(&text, dialect) {
                    assert!(token.at >= at && !token.text.is_empty(), "{text:?} on {dialect}");
                    assert!(
                        text[at..token.at].trim_matches(['\u{b}', '\u{c}']).trim().is_empty(),
                        "{text:?} on {dialect}"
                    );
                    at = token.end();
                }
                for statement in statements(&text, dialect).unwrap_or_default() {
                    assert!(text.contains(statement.text));
                }
                let _ = expression_fault(&text, dialect);
            }
        }
    }
}
