//! The statements on the tracking table: one text for all databases, with the words of each where they differ.
//!
//! A row is a migration of the database, in the order of `id`. What was applied is told by `app`, `name`, `order_index` (its
//! place within the app), `checksum` with its `scheme`, and `chain`, which folds in all before it. How far it is, by
//! `state` (`applying`, `applied`, `reverting`), `plan` (the digest of what its steps do), `step` (the steps that are
//! finished) and `step_cursor` (how far the next one is: nothing where it has not begun, the last key of a backfill as a
//! list in JSON, `begun` where nothing but this would tell). `revert` is the plan that undoes it. Rows are rewritten by
//! nothing but a roll-back.

use covet_core::canonical::SCHEME;
use covet_core::{Chain, Checksum, Dialect, MigrationId};

use crate::backend::{Backend, Ground};
use crate::embedded::Embedded;
use crate::error::{Error, Result};
use crate::history::{Ends, History, Recorded, Row, State};
use crate::lineage;
use crate::log::LogTable;
use crate::sql::Script;

/// What each database says in its own way about the tracking table.
pub(crate) struct Words {
    /// The columns, as CREATE TABLE takes them, and what follows them.
    pub(crate) columns: &'static str,
    /// The same of the log.
    pub(crate) log_columns: &'static str,
    /// This moment, within a transaction too.
    pub(crate) now: &'static str,
    /// This moment, in seconds with decimals.
    pub(crate) clock: &'static str,
    /// Milliseconds from `{from}` to `{to}`.
    pub(crate) elapsed: &'static str,
    /// `applied_at` in UTC, as people read it.
    pub(crate) shown_at: &'static str,
    /// The user of the connection.
    pub(crate) user: &'static str,
    /// What fails unless `{}` holds.
    pub(crate) fail_unless: &'static str,
    /// What stands behind a query for one row to keep others from it until the transaction ends.
    pub(crate) lock_row: &'static str,
}

impl Words {
    /// Milliseconds between two moments.
    pub(crate) fn elapsed(&self, from: &str, to: &str) -> String {
        self.elapsed.replace("{from}", from).replace("{to}", to)
    }
}

/// The tracking table of a run.
#[derive(Clone, Copy)]
pub(crate) struct Tracking<'a> {
    pub(crate) backend: &'static dyn Backend,
    /// Its name, quoted and with its schema.
    pub(crate) table: &'a str,
    /// The log that is written together with it.
    pub(crate) log: Option<LogTable<'a>>,
}

/// What the fast path saw.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// All that the binary embeds is applied, and nothing else.
    Current,
    /// All that the binary embeds is applied, and more.
    Newer,
    /// Something else: the rows have to be read.
    Unclear,
}

impl Tracking<'_> {
    fn literal(&self, text: &str) -> String {
        self.backend.literal(text)
    }

    /// One row per app: everything that a start with nothing to do has to know.
    ///
    /// `here` is what says whether the table stands where it is expected.
    pub(crate) fn head(&self, embedded: &[Embedded], here: &str) -> String {
        let questions = lineage::questions(embedded);
        let mut answers = String::new();
        for place in 0..questions.iter().map(|question| question.lengths.len()).max().unwrap_or(1).max(1) {
            let ends = questions.iter().filter_map(|question| Some((question.app, question.lengths.get(place)?)));
            let ends = ends.map(|(app, length)| {
                format!(" WHEN app = {} AND order_index = {} THEN chain", self.literal(app), length - 1)
            });
            // Where the table stands is asked for behind the one end that most apps have.
            let here = if place == 0 { format!(", {here}") } else { String::new() };
            answers += &format!(", max(CASE{} WHEN 1 = 0 THEN '' END){here}", ends.collect::<String>());
        }
        for place in 0..questions.iter().map(|question| question.names.len()).max().unwrap_or(0) {
            let names = questions.iter().filter_map(|question| Some((question.app, question.names.get(place)?)));
            let names = names.map(|(app, name)| {
                format!(" WHEN app = {} AND name = {} THEN checksum", self.literal(app), self.literal(name))
            });
            answers += &format!(", max(CASE{} END)", names.collect::<String>());
        }
        format!(
            "SELECT app, count(*), max(order_index), sum(CASE WHEN state = 'applied' THEN 0 ELSE 1 END){answers} \
             FROM {} GROUP BY app",
            self.table
        )
    }

    /// The statements that create what is missing of its tables.
    pub(crate) fn create(&self, ground: &Ground) -> Vec<String> {
        let table = || format!("CREATE TABLE IF NOT EXISTS {} {}", self.table, self.backend.words().columns);
        let log = self.log.filter(|_| !ground.log_exists).map(|log| log.create(self.backend));
        (!ground.exists).then(table).into_iter().chain(log).collect()
    }

    pub(crate) fn rows(&self) -> String {
        let shown_at = self.backend.words().shown_at;
        format!(
            "SELECT app, name, order_index, checksum, chain, state, step, {shown_at}, scheme, step_cursor, plan, kind, \
             applied_by FROM {} ORDER BY id",
            self.table
        )
    }

    /// What is recorded to undo these migrations, and the digest of it that the log has.
    pub(crate) fn reverts(&self, ids: &[MigrationId], log: Option<&str>) -> String {
        let logged = log.map_or_else(
            || "NULL".to_owned(),
            |log| {
                format!(
                    "(SELECT l.revert_digest FROM {log} l WHERE l.app = t.app AND l.name = t.name AND l.action = 'apply' \
                     AND l.revert_digest IS NOT NULL ORDER BY l.id DESC LIMIT 1)"
                )
            },
        );
        let of =
            |id: &MigrationId| format!("(t.app = {} AND t.name = {})", self.literal(&id.app), self.literal(&id.name));
        let these: Vec<String> = ids.iter().map(of).collect();
        format!("SELECT t.app, t.name, t.revert, {logged} FROM {} t WHERE {}", self.table, these.join(" OR "))
    }

    /// Fails unless the table holds exactly these rows, every one applied.
    pub(crate) fn expect(&self, history: &History) -> String {
        let heads = history.heads();
        let ends: Vec<String> = heads
            .values()
            .map(|row| {
                let (app, chain) = (self.literal(&row.id.app), self.literal(&row.last.chain.to_string()));
                format!("app = {app} AND order_index = {} AND chain = {chain}", row.last.order_index)
            })
            .collect();
        let ends = if ends.is_empty() { "1 = 0".to_owned() } else { ends.join(" OR ") };
        let condition = format!(
            "count(*) = {} AND coalesce(sum(CASE WHEN {ends} THEN 1 ELSE 0 END), 0) = {} \
             AND coalesce(sum(CASE WHEN state = 'applied' THEN 0 ELSE 1 END), 0) = 0",
            history.count(),
            heads.len()
        );
        format!("SELECT {} FROM {}", self.backend.words().fail_unless.replace("{}", &condition), self.table)
    }

    /// Fails unless the table ends as a history does: what is last of all and of each app stands for what is before it.
    ///
    /// For a run that has seen the whole of it and let go of the lock for a moment: whoever came in between has added a
    /// row, or is at the last one of an app. It costs the same however long the history is.
    pub(crate) fn expect_end(&self, ends: &Ends<'_>) -> String {
        let table = self.table;
        let is = |row: &Row| {
            let (app, name) = (self.literal(&row.id.app), self.literal(&row.last.name));
            format!("app = {app} AND name = {name} AND chain = '{}' AND state = 'applied'", row.last.chain)
        };
        let there = |what: String| format!("EXISTS (SELECT * FROM {table} WHERE {what})");
        let mut conditions = vec![match ends.last() {
            Some(last) => there(format!("id = (SELECT max(id) FROM {table}) AND {}", is(last))),
            None => format!("NOT EXISTS (SELECT * FROM {table})"),
        }];
        let others = ends.heads().filter(|head| ends.last().is_none_or(|last| last.id != head.id));
        conditions.extend(others.map(|head| there(is(head))));
        format!("SELECT {}", self.backend.words().fail_unless.replace("{}", &conditions.join(" AND ")))
    }

    /// Records that a migration is being applied, and the first `step` steps of it are finished.
    pub(crate) fn begin(&self, row: &Row, step: usize, revert: Option<&str>) -> String {
        let words = self.backend.words();
        let revert = revert.map_or_else(|| "NULL".to_owned(), |text| self.literal(text));
        format!(
            "INSERT INTO {} (app, name, order_index, checksum, scheme, chain, kind, state, plan, step, revert, applied_by, \
             applied_at, duration_ms) VALUES ({}, {}, {}, '{}', {SCHEME}, '{}', {}, 'applying', '{}', {step}, {revert}, \
             {}, {}, 0)",
            self.table,
            self.literal(&row.id.app),
            self.literal(&row.last.name),
            row.last.order_index,
            row.last.checksum,
            row.last.chain,
            self.literal(&row.kind),
            row.plan,
            words.user,
            words.now
        )
    }

    /// Records that the first `step` steps of a migration are finished.
    pub(crate) fn progress(&self, row: &Row, step: usize) -> String {
        format!("UPDATE {} SET step = {step}, step_cursor = NULL {}", self.table, self.this(row))
    }

    /// Records how far the next step is; with nothing, that it has not begun.
    pub(crate) fn mark(&self, row: &Row, cursor: Option<&str>) -> String {
        let cursor = cursor.map_or_else(|| "NULL".to_owned(), |text| self.literal(text));
        format!("UPDATE {} SET step_cursor = {cursor} {}", self.table, self.this(row))
    }

    /// Fails unless the migration is half done and stands exactly there; keeps others from its row until the transaction
    /// ends. Where it has several rows they stand at the same place, and the last of them is asked.
    pub(crate) fn claim(&self, row: &Row, step: usize, cursor: Option<&str>) -> String {
        let words = self.backend.words();
        let cursor = cursor.map_or_else(|| "IS NULL".to_owned(), |text| format!("= {}", self.literal(text)));
        let condition = format!(
            "(SELECT step FROM {} WHERE app = {} AND name = {} AND state <> 'applied' AND step_cursor {cursor}{}) = {step}",
            self.table,
            self.literal(&row.id.app),
            self.literal(&row.last.name),
            words.lock_row
        );
        format!("SELECT {}", words.fail_unless.replace("{}", &condition))
    }

    /// Records that a migration is applied.
    pub(crate) fn finish(&self, row: &Row, steps: usize) -> String {
        let words = self.backend.words();
        format!(
            "UPDATE {} SET duration_ms = {}, applied_at = {}, step = {steps}, state = 'applied' {}",
            self.table,
            words.elapsed("applied_at", words.now),
            words.now,
            self.this(row)
        )
    }

    /// Records that all migrations are applied which are being applied, one after the other, in this transaction: each of
    /// them was until the next one began.
    pub(crate) fn finish_all(&self) -> String {
        let (table, words) = (self.table, self.backend.words());
        format!(
            "UPDATE {table} AS t SET duration_ms = {}, applied_at = n.ended, state = 'applied' FROM (SELECT id, \
             coalesce(lead(applied_at) OVER (ORDER BY id), {}) AS ended FROM {table} WHERE state = 'applying') n \
             WHERE t.id = n.id",
            words.elapsed("t.applied_at", "n.ended"),
            words.now
        )
    }

    /// Records that a migration is being rolled back.
    pub(crate) fn begin_rollback(&self, row: &Row, plan: Checksum) -> String {
        format!("UPDATE {} SET state = 'reverting', plan = '{plan}', step = 0 {}", self.table, self.this(row))
    }

    /// Records that rolling back did nothing after all.
    pub(crate) fn abandon_rollback(&self, row: &Row) -> String {
        format!("UPDATE {} SET state = 'applied' {}", self.table, self.this(row))
    }

    /// Forgets a migration.
    pub(crate) fn forget(&self, row: &Row) -> String {
        format!("DELETE FROM {} {}", self.table, self.this(row))
    }

    /// The condition that the row of a migration fulfils, or each of its rows.
    pub(crate) fn this(&self, row: &Row) -> String {
        let names: Vec<String> = row.recorded().map(|recorded| self.literal(&recorded.name)).collect();
        let names = match &names[..] {
            [name] => format!("= {name}"),
            names => format!("IN ({})", names.join(", ")),
        };
        format!("WHERE app = {} AND name {names}", self.literal(&row.id.app))
    }
}

/// Judges the answer to [`Tracking::head`].
pub(crate) fn judge(answer: &Script, embedded: &[Embedded], dialect: Dialect) -> Head {
    let questions = lineage::questions(embedded);
    let most_ends = questions.iter().map(|question| question.lengths.len()).max().unwrap_or(1);
    let mut newer = false;
    let mut seen = 0;
    for row in &answer.rows {
        let value = |at: usize| row.get(at).and_then(Option::as_deref).unwrap_or_default();
        let number = |at: usize| value(at).parse::<usize>().unwrap_or(usize::MAX);
        let (count, dense) = (number(1), number(2).checked_add(1) == Some(number(1)));
        // Whether the table is the expected one is `t` on one database and `1` on the others.
        if !dense || number(3) != 0 || !matches!(value(5), "t" | "1") {
            return Head::Unclear;
        }
        let Some(question) = questions.iter().find(|question| question.app == value(0)) else {
            newer = true;
            continue;
        };
        let end = |length: usize| {
            let place = question.lengths.iter().position(|known| *known == length)?;
            value(if place == 0 { 4 } else { 5 + place }).parse().ok().map(Chain)
        };
        let recorded = |name: &str| {
            let place = question.names.iter().position(|known| *known == name)?;
            value(5 + most_ends + place).parse().ok()
        };
        let ends = lineage::ends_of(question.app, embedded, dialect, recorded);
        let reached = ends.iter().find(|lineage| count >= lineage.length && end(lineage.length) == Some(lineage.chain));
        let Some(reached) = reached else { return Head::Unclear };
        newer |= count > reached.length;
        seen += 1;
    }
    match (seen == questions.len(), newer) {
        (false, _) => Head::Unclear,
        (true, false) => Head::Current,
        (true, true) => Head::Newer,
    }
}

/// Reads the answer to [`Tracking::rows`].
///
/// # Errors
/// When a row is none that this version of Covet writes.
pub(crate) fn read(answer: Script, table: &str) -> Result<History> {
    let rows = answer.rows.iter().map(|row| {
        later_scheme(row)?;
        read_row(row).ok_or_else(|| Error::ForeignTable {
            table: table.to_owned(),
            why: format!("it holds the row {}", shown(row)),
        })
    });
    Ok(History { rows: rows.collect::<Result<_>>()? })
}

/// Refuses a checksum that a later version made in its own way: that it differs would prove nothing.
fn later_scheme(row: &[Option<String>]) -> Result<()> {
    let value = |at: usize| row.get(at).and_then(Option::as_deref).unwrap_or_default();
    match value(8).parse() {
        Ok(recorded) if recorded > SCHEME => {
            let migration = MigrationId::new(value(0), value(1));
            Err(Error::LaterScheme { migration, recorded, known: SCHEME })
        }
        _ => Ok(()),
    }
}

pub(crate) fn shown(row: &[Option<String>]) -> String {
    row.iter().map(|value| value.as_deref().unwrap_or("NULL")).collect::<Vec<_>>().join(", ")
}

fn read_row(row: &[Option<String>]) -> Option<Row> {
    let value = |at: usize| row.get(at)?.as_deref();
    let checksum = |at: usize| value(at)?.parse::<Checksum>().ok();
    let id = MigrationId::new(value(0)?, value(1)?);
    let (order_index, chain) = (value(2)?.parse().ok()?, Chain(checksum(4)?));
    let last = Recorded { name: id.name.clone(), order_index, checksum: checksum(3)?, chain };
    let state = match value(5)? {
        "applying" => State::Applying,
        "applied" => State::Applied,
        "reverting" => State::Reverting,
        _ => return None,
    };
    let text = |at: usize| value(at).unwrap_or_default().to_owned();
    let (step, applied_at) = (value(6)?.parse().ok()?, text(7));
    let (cursor, plan) = (value(9).map(str::to_owned), checksum(10)?);
    let (kind, applied_by) = (value(11)?.to_owned(), text(12));
    Some(Row { plan, step, cursor, applied_at, kind, applied_by, ..Row::of(id, last, state) })
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;
    use crate::backend::Sqlite;

    const TRACKING: Tracking<'static> = Tracking { backend: &Sqlite, table: "main.\"t\"", log: None };

    fn embedded(app: &'static str, name: &'static str) -> Embedded {
        Embedded { app, name, checksums: [&[7; 32]; 3], up: "[]", down: "[]", ..Embedded::USUAL }
    }

    #[test]
    fn the_fast_path_asks_for_the_chain_at_the_end_of_each_app() {
        let sql = TRACKING.head(&[embedded("a", "1"), embedded("it's", "1"), embedded("a", "2")], "1");
        assert!(sql.contains("WHEN app = 'a' AND order_index = 1 THEN chain"), "{sql}");
        assert!(sql.contains("WHEN app = 'it''s' AND order_index = 0 THEN chain"), "{sql}");
        assert!(sql.ends_with("FROM main.\"t\" GROUP BY app"), "{sql}");
    }

    #[test]
    fn only_a_dense_and_applied_history_with_the_same_chain_is_current() {
        let list = [embedded("a", "1"), embedded("a", "2")];
        let chain = lineage::ends_of("a", &list, Dialect::Sqlite, |_| None)[0].chain.to_string();
        let head = |rows: &[[&str; 6]]| {
            let row = |row: &[&str; 6]| row.iter().map(|value| Some((*value).to_owned())).collect();
            judge(&Script { rows: rows.iter().map(row).collect(), ..Script::default() }, &list, Dialect::Sqlite)
        };
        assert_eq!(head(&[["a", "2", "1", "0", &chain, "1"]]), Head::Current);
        assert_eq!(head(&[["a", "3", "2", "0", &chain, "1"]]), Head::Newer);
        assert_eq!(head(&[["a", "2", "1", "0", &chain, "1"], ["b", "1", "0", "0", "", "1"]]), Head::Newer);
        let unclear = [
            ["a", "1", "0", "0", "", "1"],
            ["a", "2", "2", "0", &chain, "1"],
            ["a", "2", "1", "1", &chain, "1"],
            ["a", "2", "1", "0", "other", "1"],
            ["a", "2", "1", "0", &chain, "f"],
        ];
        assert!(unclear.into_iter().all(|row| head(&[row]) == Head::Unclear));
        assert_eq!(head(&[]), Head::Unclear);
    }

    #[test]
    fn a_database_with_old_names_is_current_too() {
        let list = ["1", "2", "3", "4"].map(|name| embedded("a", name));
        let renamed = {
            let mut list = list;
            (list[1].name, list[1].was) = ("2b", Some("2"));
            (list[3].name, list[3].was) = ("4b", Some("4"));
            list
        };
        let ends = lineage::ends_of("a", &renamed, Dialect::Sqlite, |_| None);
        assert!(ends.len() == 3 && ends.iter().all(|end| end.length == 4));
        let ends: Vec<Chain> = ends.iter().map(|end| end.chain).collect();
        let chain =
            |names: [&str; 4]| names.into_iter().fold(Chain::EMPTY, |chain, name| chain.link(name, Checksum([7; 32])));
        assert!(ends.contains(&chain(["1", "2", "3", "4"])), "applied before the renames");
        assert!(ends.contains(&chain(["1", "2", "3", "4b"])), "half of it applied after them");
        assert!(ends.contains(&chain(["1", "2b", "3", "4b"])), "all of it applied after them");
        let head = |end: Chain| {
            let row = ["a", "4", "3", "0", &end.to_string(), "1"].map(|value| Some(value.to_owned())).to_vec();
            judge(&Script { rows: vec![row], ..Script::default() }, &renamed, Dialect::Sqlite)
        };
        assert_eq!(head(chain(["1", "2", "3", "4"])), Head::Current);
        assert_eq!(head(chain(["1", "2b", "3", "4"])), Head::Unclear, "the rows tell");
    }
}
