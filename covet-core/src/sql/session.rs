//! What steps leave in the session that they run in, for those behind them: a run that goes on has another session.
//!
//! What is set to a literal is set again, and is the same. What came of rows is not: the rows have changed since.

use std::collections::BTreeSet;

use super::lexer::{Kind, Token, tokens};
use crate::dialect::Dialect;

/// Settings with which every session of a run begins alike, and which dumps put aside and back.
const AS_BEGUN: [&str; 11] = [
    "character_set_client",
    "character_set_connection",
    "character_set_results",
    "collation_connection",
    "foreign_key_checks",
    "note_verbosity",
    "sql_mode",
    "sql_notes",
    "system_time_zone",
    "time_zone",
    "unique_checks",
];

/// Words that are values, each the same whenever they are read.
const VALUES: [&str; 4] = ["NULL", "TRUE", "FALSE", "DEFAULT"];

/// Words that stand for functions without parentheses.
const MOMENTS: [&str; 11] = [
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "CURRENT_USER",
    "CURRENT_ROLE",
    "LOCALTIME",
    "LOCALTIMESTAMP",
    "UTC_DATE",
    "UTC_TIME",
    "UTC_TIMESTAMP",
    "SYSDATE",
];

/// What a function of MySQL tells of the statement before it.
const TELLING: [&str; 3] = ["LAST_INSERT_ID", "FOUND_ROWS", "ROW_COUNT"];

/// What statements that run together leave in their session, and what they find there.
///
/// ```
/// use covet_core::{Dialect, sql::Traces};
/// let steps = [vec!["INSERT INTO a VALUES (1)"], vec!["ALTER TABLE b ADD c int"], vec!["SELECT LAST_INSERT_ID()"]];
/// let traces = Traces::of(steps.iter().map(|step| &step[..]), Dialect::MySql);
/// assert_eq!(traces.carried().next(), Some((0, 2, "LAST_INSERT_ID()")));
/// ```
#[derive(Clone, Debug)]
pub struct Traces(pub(crate) Vec<Trace>);

/// What one step leaves and finds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    /// What it leaves that nothing brings back, by name.
    pub(crate) leaves: BTreeSet<String>,
    /// What it reads that it has not set itself.
    pub(crate) finds: BTreeSet<String>,
    /// What it sets and reads itself.
    pub(crate) own: BTreeSet<String>,
    /// Settings of the session that it leaves, which hold for whatever runs.
    pub(crate) settings: BTreeSet<String>,
    /// The statements that set the same again.
    pub(crate) again: Vec<String>,
}

impl Traces {
    /// What steps leave and find, each given by its statements.
    pub fn of<'a>(steps: impl IntoIterator<Item = &'a [&'a str]>, dialect: Dialect) -> Traces {
        // Variables that have been set to what does not change.
        let mut known = BTreeSet::new();
        let trace = |statements: &[&str]| {
            let mut trace = Trace::default();
            statements.iter().for_each(|statement| trace.take(statement, dialect, &mut known));
            trace
        };
        Traces(steps.into_iter().map(trace).collect())
    }

    /// What one step leaves and another one reads, and nothing brings back: the one, the other, and what it is called.
    pub fn carried(&self) -> impl Iterator<Item = (usize, usize, &str)> {
        self.0.iter().enumerate().flat_map(move |(to, trace)| {
            trace.finds.iter().filter_map(move |name| {
                let from = self.0[..to].iter().rposition(|earlier| earlier.leaves.contains(name))?;
                Some((from, to, name.as_str()))
            })
        })
    }
}

impl Trace {
    fn take(&mut self, statement: &str, dialect: Dialect, known: &mut BTreeSet<String>) {
        let is_read = |token: &Token<'_>| !matches!(token.kind, Kind::Comment | Kind::Executable);
        let tokens: Vec<Token<'_>> = tokens(statement, dialect).filter(is_read).collect();
        let Some(first) = tokens.first() else { return };
        match dialect {
            Dialect::MySql if first.is_word("SET") && !tokens.get(1).is_some_and(|next| next.is_word("STATEMENT")) => {
                self.set(statement, &tokens[1..], known);
            }
            Dialect::MySql if first.is_word("USE") => self.again.push(statement.to_owned()),
            Dialect::MySql => self.run(first, &tokens),
            _ if ["SET", "PRAGMA"].into_iter().any(|word| first.is_word(word)) => self.again.push(statement.to_owned()),
            _ if first.is_word("SELECT") && tokens.iter().any(|token| token.is_word("set_config")) => {
                let reads = |token: &Token<'_>| ["FROM", "SELECT"].into_iter().any(|word| token.is_word(word));
                if tokens[1..].iter().any(reads) {
                    self.settings.insert("set_config(..)".to_owned());
                } else {
                    self.again.push(statement.to_owned());
                }
            }
            _ => {}
        }
    }

    /// `SET @a = 1, SESSION b = 2, NAMES utf8mb4`.
    fn set(&mut self, statement: &str, tokens: &[Token<'_>], known: &mut BTreeSet<String>) {
        let mut assigned: Vec<(Option<String>, String)> = Vec::new();
        let mut is_same = true;
        for part in parts(tokens) {
            mentions(part).iter().skip_while(|mention| mention.at == 0).for_each(|mention| self.find(&mention.name));
            let Some(equals) = part.iter().position(|token| token.is_mark("=")) else { continue };
            let (target, value) = (&part[..equals], &part[equals + 1..]);
            let variable = mentions(target).into_iter().next().map(|mention| mention.name);
            let setting = target.iter().rev().find(|token| token.kind != Kind::Mark).map(|token| name(token));
            is_same &= is_literal(value, variable.is_some(), known);
            known.extend(variable.clone().filter(|_| is_same));
            assigned.push((variable, setting.unwrap_or_default()));
        }
        if is_same {
            self.again.push(statement.to_owned());
            for name in assigned.iter().filter_map(|(variable, _)| variable.as_ref()) {
                self.leaves.remove(name);
            }
            return;
        }
        for (variable, setting) in assigned {
            match variable {
                Some(name) => {
                    known.remove(&name);
                    self.leaves.insert(name);
                }
                None => {
                    self.settings.insert(setting);
                }
            }
        }
    }

    /// Any other statement of MySQL's.
    fn run(&mut self, first: &Token<'_>, tokens: &[Token<'_>]) {
        let mentions = mentions(tokens);
        let is_call = first.is_word("CALL");
        let sets = |mention: &Mention| mention.is_set || (is_call && mention.name.starts_with('@'));
        let in_passing: BTreeSet<&str> =
            mentions.iter().filter(|mention| mention.in_passing).map(|mention| mention.name.as_str()).collect();
        for mention in mentions.iter().filter(|mention| !mention.is_set) {
            if in_passing.contains(mention.name.as_str()) {
                self.own.insert(mention.name.clone());
            } else {
                self.find(&mention.name);
            }
        }
        self.leaves.extend(mentions.iter().filter(|mention| sets(mention)).map(|mention| mention.name.clone()));
        let says = |pair: &[Token<'_>]| pair[0].is_word(TELLING[0]) && pair[1].is_mark("(") && !pair[2].is_mark(")");
        let inserts = ["INSERT", "REPLACE", "LOAD", "CALL", "WITH"].into_iter().any(|word| first.is_word(word))
            || tokens.windows(3).any(says);
        let told = TELLING.iter().skip(usize::from(!inserts));
        self.leaves.extend(told.map(|function| format!("{function}()")));
    }

    fn find(&mut self, name: &str) {
        let place = if self.leaves.contains(name) { &mut self.own } else { &mut self.finds };
        place.insert(name.to_owned());
    }
}

/// A variable or a telling function in a statement.
struct Mention {
    name: String,
    /// The place of its token.
    at: usize,
    /// It gets a value here.
    is_set: bool,
    /// By `:=`, in the midst of what reads it.
    in_passing: bool,
}

fn mentions(tokens: &[Token<'_>]) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mark = |at: usize, mark: &str| tokens.get(at).is_some_and(|token| token.is_mark(mark));
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        if let Some(function) = TELLING.iter().find(|function| token.is_word(function)) {
            // With something between its parentheses it sets.
            let is_system = before.is_some_and(|before| before.is_mark("@") || before.is_mark("."));
            if is_system || (mark(at + 1, "(") && mark(at + 2, ")")) {
                found.push(Mention { name: format!("{function}()"), at, is_set: false, in_passing: false });
            }
        }
        if token.is_word("identity") && before.is_some_and(|before| before.is_mark("@")) && at >= 2 && mark(at - 2, "@")
        {
            found.push(Mention { name: "LAST_INSERT_ID()".to_owned(), at, is_set: false, in_passing: false });
        }
        // Not the host of `user@host`, nor a setting `@@name`.
        let is_host = before.is_some_and(|before| before.kind != Kind::Mark && before.end() == token.at);
        let of_variable = tokens.get(at + 1).filter(|next| next.kind != Kind::Mark && next.at == token.end());
        let Some(next) = of_variable.filter(|_| token.is_mark("@") && !is_host && (at == 0 || !mark(at - 1, "@")))
        else {
            continue;
        };
        let in_passing = mark(at + 2, ":") && mark(at + 3, "=");
        let listed = at > 0 && mark(at - 1, ",") && found.last().is_some_and(|last| last.is_set && last.at + 3 == at);
        let is_set = in_passing || listed || before.is_some_and(|before| before.is_word("INTO"));
        found.push(Mention { name: format!("@{}", name(next)), at, is_set, in_passing });
    }
    found
}

/// The name of a variable or a setting, which no case and no quotes tell apart.
fn name(token: &Token<'_>) -> String {
    token.text.trim_matches(['`', '\'', '"']).to_lowercase()
}

/// What commas part that stand in no parentheses.
fn parts<'a, 't>(tokens: &'a [Token<'t>]) -> impl Iterator<Item = &'a [Token<'t>]> {
    let mut depth = 0;
    tokens.split(move |token| {
        depth += i32::from(token.is_mark("(")) - i32::from(token.is_mark(")"));
        depth == 0 && token.is_mark(",")
    })
}

/// Whether a value of SET is the same in every session of the run, whenever it is read.
fn is_literal(value: &[Token<'_>], of_variable: bool, known: &BTreeSet<String>) -> bool {
    let alone = value.len() == 1 && !of_variable;
    value.iter().enumerate().all(|(at, token)| {
        let marked = |back: usize| at >= back && value[at - back].is_mark("@");
        let is = |words: &[&str]| words.iter().any(|word| token.text.eq_ignore_ascii_case(word));
        match token.kind {
            Kind::Word if marked(1) && marked(2) => is(&["SESSION", "LOCAL"]) || is(&AS_BEGUN),
            Kind::Word if at >= 3 && value[at - 1].is_mark(".") && value[at - 3].is_mark("@") => is(&AS_BEGUN),
            Kind::Quoted | Kind::Word if marked(1) => known.contains(&format!("@{}", name(token))),
            Kind::Word => {
                let is_number = token.text.starts_with(|char: char| char.is_ascii_digit() || char == '_');
                is_number || is(&VALUES) || is(&["CONCAT", "REPLACE"]) || (alone && !is(&MOMENTS))
            }
            _ => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traces(steps: &[&[&str]]) -> Traces {
        Traces::of(steps.iter().copied(), Dialect::MySql)
    }

    fn carried(steps: &[&[&str]]) -> Vec<String> {
        traces(steps).carried().map(|(from, to, name)| format!("{from} {to} {name}")).collect()
    }

    #[test]
    fn what_one_step_leaves_and_another_reads_is_found() {
        let root = "SELECT LAST_INSERT_ID() INTO @root";
        assert_eq!(carried(&[&["INSERT INTO a VALUES (1)", root], &["INSERT INTO b VALUES (@Root)"]]), ["0 1 @root"]);
        assert_eq!(carried(&[&["INSERT INTO a VALUES (1)"], &[root]]), ["0 1 LAST_INSERT_ID()"]);
        assert_eq!(carried(&[&["INSERT INTO a VALUES (1)"], &["SELECT @@identity"]]), ["0 1 LAST_INSERT_ID()"]);
        assert_eq!(carried(&[&["UPDATE a SET n = 1"], &["INSERT INTO b SELECT ROW_COUNT()"]]), ["0 1 ROW_COUNT()"]);
        assert_eq!(carried(&[&["SET @`n` = (SELECT count(*) FROM a)"], &["UPDATE b SET n = @n"]]), ["0 1 @n"]);
        assert_eq!(carried(&[&["SELECT a, b INTO @x, @y FROM t"], &["SELECT @y"]]), ["0 1 @y"]);
        assert_eq!(carried(&[&["CALL fill(@n)"], &["SELECT @n"]]), ["0 1 @n"]);
    }

    #[test]
    fn what_a_step_sets_for_itself_and_what_is_a_literal_is_none() {
        let one = ["INSERT INTO a VALUES (1)", "SELECT LAST_INSERT_ID() INTO @x", "INSERT INTO b VALUES (@x)"];
        assert!(carried(&[&one, &one]).is_empty());
        assert!(
            carried(&[&["SET @x = -1.5, @y := 'a', @z = @x"], &["UPDATE t SET a = @x, b = @y, c = @z"]]).is_empty()
        );
        assert!(carried(&[&["SELECT @n := @n + 1 FROM t, (SELECT @n := 0) z"], &["SELECT '@n'"]]).is_empty());
        let says = "UPDATE s SET n = LAST_INSERT_ID(n + 1)";
        assert!(carried(&[&["INSERT INTO a VALUES (1)"], &[says]]).is_empty());
        assert_eq!(carried(&[&[says], &["SELECT LAST_INSERT_ID()"]]), ["0 1 LAST_INSERT_ID()"]);
        assert!(carried(&[&["SELECT 1 INTO @b"], &["CREATE DEFINER = a@b VIEW v AS SELECT 1"]]).is_empty());
    }
}
