//! What a database recorded, and how it compares with what the binary embeds. Pure: no database is asked here.

use std::collections::BTreeMap;

use covet_core::{Chain, Checksum, Dialect, MigrationId};

use crate::embedded::Embedded;
use crate::error::{Error, Result};
use crate::failure::{Interrupted, Reason};
use crate::former;
use crate::mismatch::Mismatch;
use crate::options::WhenNewer;
use crate::report::Direction;
use crate::stored::Stored;
use crate::tracking::Tracking;
use crate::work::Work;

/// How far a recorded migration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum State {
    Applying,
    Applied,
    Reverting,
}

/// What the tracking table has of a migration: one row, or those of the migrations that it replaces.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// The migration, by the name that the binary has for it.
    pub(crate) id: MigrationId,
    /// The rows before the last, where there are several.
    pub(crate) earlier: Vec<Recorded>,
    /// The last row.
    pub(crate) last: Recorded,
    /// Whether these are rows of other migrations, with content of their own, which this one replaces.
    pub(crate) replaced: bool,
    /// How the last row came to be recorded: `run`, `fake`, or `squash`.
    pub(crate) kind: String,
    pub(crate) state: State,
    /// The digest of the plan that its steps are counted in.
    pub(crate) plan: Checksum,
    /// The steps that are finished.
    pub(crate) step: usize,
    /// How far the next step is, where that is begun.
    pub(crate) cursor: Option<String>,
    pub(crate) applied_by: String,
    pub(crate) applied_at: String,
    /// What is recorded to undo it, where that was read.
    pub(crate) stored: Option<Stored>,
}

/// What one row says for ever. Rows are never rewritten.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recorded {
    /// The name at the time, which is part of the chain.
    pub(crate) name: String,
    pub(crate) order_index: usize,
    pub(crate) checksum: Checksum,
    pub(crate) chain: Chain,
}

/// The rows of a database, in the order in which it applied them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct History {
    pub(crate) rows: Vec<Row>,
}

/// What the comparison of a sound history says.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// The embedded migrations to be applied, by place, in order.
    pub(crate) pending: Vec<usize>,
}

/// The rows of a history, each app's in its own order: what is last of them stands for what is before it.
#[derive(Debug, Default)]
pub(crate) struct Ends<'h> {
    all: Vec<&'h Row>,
    by_app: BTreeMap<&'h str, Vec<&'h Row>>,
}

impl<'h> Ends<'h> {
    /// A migration was applied, or rolled back, which only the last of an app can be.
    pub(crate) fn went(&mut self, direction: Direction, row: &'h Row) {
        let of_app = self.by_app.entry(row.id.app.as_str()).or_default();
        match direction {
            Direction::Apply => {
                self.all.push(row);
                of_app.push(row);
            }
            Direction::RollBack => {
                of_app.pop();
                if let Some(place) = self.all.iter().rposition(|one| one.id == row.id) {
                    self.all.remove(place);
                }
            }
        }
    }

    /// The row that was recorded last.
    pub(crate) fn last(&self) -> Option<&'h Row> {
        self.all.last().copied()
    }

    /// The last row of each app.
    pub(crate) fn heads(&self) -> impl Iterator<Item = &'h Row> {
        self.by_app.values().filter_map(|rows| rows.last().copied())
    }
}

impl History {
    /// The rows of an app, in the order in which they were applied.
    fn of_app<'a>(&'a self, app: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| row.id.app == app)
    }

    pub(crate) fn row(&self, id: &MigrationId) -> Option<&Row> {
        self.row_of(&id.app, &id.name)
    }

    pub(crate) fn row_of(&self, app: &str, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.id.app == app && row.id.name == name)
    }

    /// How many rows the table has.
    pub(crate) fn count(&self) -> usize {
        self.rows.iter().map(|row| row.recorded().count()).sum()
    }

    /// The last row of every app.
    pub(crate) fn heads(&self) -> BTreeMap<&str, &Row> {
        self.rows.iter().map(|row| (row.id.app.as_str(), row)).collect()
    }

    /// What is last of it, while migrations go and come.
    pub(crate) fn ends(&self) -> Ends<'_> {
        let mut ends = Ends::default();
        self.rows.iter().for_each(|row| ends.went(Direction::Apply, row));
        ends
    }

    /// The last rows, the very last one first.
    pub(crate) fn last(&self, count: usize) -> Vec<&Row> {
        self.rows.iter().rev().take(count).collect()
    }

    /// The rows of migrations that the binary does not embed, of the apps that it does: the very last one first.
    pub(crate) fn newer(&self, embedded: &[Embedded]) -> Vec<&Row> {
        let is_newer = |row: &&Row| {
            let mut ours = embedded.iter().filter(|one| one.app == row.id.app).peekable();
            ours.peek().is_some() && ours.all(|one| one.name != row.id.name)
        };
        self.rows.iter().rev().filter(is_newer).collect()
    }

    /// The row of one more migration, when it is applied.
    pub(crate) fn next(&self, id: MigrationId, checksum: Checksum) -> Row {
        let head = self.of_app(&id.app).last();
        let chain = head.map_or(Chain::EMPTY, |row| row.last.chain).link(&id.name, checksum);
        let order_index = head.map_or(0, |row| row.last.order_index + 1);
        let last = Recorded { name: id.name.clone(), order_index, checksum, chain };
        Row::of(id, last, State::Applied)
    }

    /// A migration that is half done.
    pub(crate) fn unsettled(&self) -> Option<&Row> {
        self.rows.iter().find(|row| row.state != State::Applied)
    }

    /// Whether no migration is half done.
    pub(crate) fn is_settled(&self) -> bool {
        self.unsettled().is_none()
    }

    /// The rows of the migrations that are wholly applied.
    pub(crate) fn settled(&self) -> History {
        History { rows: self.rows.iter().filter(|row| row.state == State::Applied).cloned().collect() }
    }

    /// Whether the rows follow from each other.
    ///
    /// # Errors
    /// [`Mismatch::Damaged`].
    pub(crate) fn check(&self, table: &str) -> Result<()> {
        let mut chains: BTreeMap<&str, (usize, Chain)> = BTreeMap::new();
        for (row, recorded) in self.rows.iter().flat_map(|row| row.recorded().map(move |recorded| (row, recorded))) {
            let (place, chain) = chains.entry(&row.id.app).or_insert((0, Chain::EMPTY));
            *chain = chain.link(&recorded.name, recorded.checksum);
            if *chain != recorded.chain || *place != recorded.order_index {
                return Err(Error::from(Mismatch::Damaged {
                    migration: if row.replaced {
                        MigrationId::new(&*row.id.app, &*recorded.name)
                    } else {
                        row.id.clone()
                    },
                    recorded: recorded.chain.0,
                    computed: chain.0,
                    table: table.to_owned(),
                }));
            }
            *place += 1;
        }
        Ok(())
    }

    /// Compares with what the binary embeds.
    ///
    /// # Errors
    /// Where the binary's migrations do not go on from those of the database.
    pub(crate) fn compare(&self, embedded: &[Embedded], dialect: Dialect, newer: WhenNewer) -> Result<Standing> {
        if let Some(mismatch) = former::half_replaced(embedded, self) {
            return Err(mismatch.into());
        }
        let in_effect = former::in_effect(embedded, self);
        let mut unknown = Vec::new();
        for app in self.heads().into_keys() {
            let ours = embedded.iter().zip(&in_effect).filter(|(one, in_effect)| one.app == app && **in_effect);
            let ours: Vec<&Embedded> = ours.map(|(one, _)| one).collect();
            let rows: Vec<&Row> = self.of_app(app).collect();
            if ours.is_empty() {
                if newer == WhenNewer::Refuse {
                    return Err(Mismatch::UnknownApp { app: app.to_owned(), migrations: named(&rows) }.into());
                }
                continue;
            }
            for (place, (row, ours_here)) in rows.iter().zip(&ours).enumerate() {
                compare_place(place, row, ours_here, &rows, &ours, dialect)?;
            }
            unknown.extend(named(rows.get(ours.len()..).unwrap_or_default()));
        }
        if !unknown.is_empty() && newer == WhenNewer::Refuse {
            return Err(Mismatch::Newer { unknown }.into());
        }
        let pending = (0..embedded.len()).filter(|&at| in_effect[at] && self.row(&embedded[at].id()).is_none());
        Ok(Standing { pending: pending.collect() })
    }
}

fn named(rows: &[&Row]) -> Vec<(MigrationId, Checksum)> {
    rows.iter().map(|row| (row.id.clone(), row.last.checksum)).collect()
}

/// Compares what stands at one place of an app, in the database and in the binary.
fn compare_place(
    place: usize,
    row: &Row,
    here: &Embedded,
    rows: &[&Row],
    ours: &[&Embedded],
    dialect: Dialect,
) -> Result<(), Box<Mismatch>> {
    let (recorded, embedded) = (row.last.checksum, here.checksum(dialect));
    if row.id.name == here.name {
        // What was replaced has a content of its own; that both make the same schema the build has proven.
        return match row.replaced || recorded == embedded {
            true => Ok(()),
            false => Err(Box::new(Mismatch::Edited { migration: row.id.clone(), recorded, embedded })),
        };
    }
    let recorded_is_embedded = ours.iter().any(|one| one.name == row.id.name);
    let here_is_recorded = rows.iter().any(|other| other.id.name == here.name);
    Err(Box::new(match (recorded_is_embedded, here_is_recorded) {
        (true, true) => Mismatch::Reordered {
            app: row.id.app.clone(),
            place: place + 1,
            recorded: row.id.name.clone(),
            recorded_checksum: recorded,
            embedded: here.name.to_owned(),
            embedded_checksum: embedded,
        },
        (true, false) => Mismatch::Inserted { migration: here.id(), embedded, before: row.id.name.clone(), recorded },
        (false, _) => Mismatch::Missing {
            migration: row.id.clone(),
            recorded,
            at_its_place: here.name.to_owned(),
            embedded,
            same_content: recorded == embedded,
        },
    }))
}

impl Row {
    /// One row, under the name that the binary has too.
    pub(crate) fn of(id: MigrationId, last: Recorded, state: State) -> Row {
        Row {
            id,
            earlier: Vec::new(),
            last,
            replaced: false,
            kind: "run".to_owned(),
            state,
            plan: Checksum([0; 32]),
            step: 0,
            cursor: None,
            applied_by: String::new(),
            applied_at: String::new(),
            stored: None,
        }
    }

    /// The rows, as the table has them.
    pub(crate) fn recorded(&self) -> impl Iterator<Item = &Recorded> {
        self.earlier.iter().chain([&self.last])
    }

    /// The names in the table, where they are not the one that the binary has.
    pub(crate) fn former_names(&self) -> Vec<String> {
        let names: Vec<String> = self.recorded().map(|recorded| recorded.name.clone()).collect();
        if names == [self.id.name.as_str()] { Vec::new() } else { names }
    }

    /// One of both, which were applied one after the other.
    pub(crate) fn followed_by(self, next: Row) -> Row {
        let earlier = self.earlier.into_iter().chain([self.last]).chain(next.earlier).collect();
        Row { earlier, ..next }
    }

    /// Which way it was going when it stopped half-way.
    pub(crate) fn direction(&self) -> Direction {
        if self.state == State::Reverting { Direction::RollBack } else { Direction::Apply }
    }

    /// What a person has to know of a migration that stopped half-way and cannot be gone on with; `work` is what the
    /// binary has of it.
    pub(crate) fn interrupted(&self, tracking: &Tracking<'_>, work: Option<&Work>, reason: Reason) -> Error {
        let direction = self.direction();
        let (table, this) = (tracking.table, tracking.this(self));
        let (forward, back) = match direction {
            Direction::Apply => {
                (format!("UPDATE {table} SET state = 'applied' {this}"), format!("DELETE FROM {table} {this}"))
            }
            Direction::RollBack => (
                format!("DELETE FROM {table} {this}"),
                format!("UPDATE {table} SET state = 'applied', step = 0 {this}"),
            ),
        };
        let help = format!(
            "{}do one of these and run again:\n    \
             either do by hand what is missing of the migration, and then\n      {forward};\n    \
             or undo by hand what is there of it, and then\n      {back};",
            reason.advice(self.step + 1)
        );
        let next = work.and_then(|work| Some((work.operation(self.step)?.to_owned(), work.code(self.step)?)));
        Error::Interrupted(Box::new(Interrupted {
            migration: self.id.clone(),
            direction,
            recorded: self.last.checksum,
            finished: self.step,
            steps: work.map(|work| work.plan.steps.len()),
            next,
            reason,
            help,
        }))
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;

    const DIALECT: Dialect = Dialect::Sqlite;

    fn embedded(app: &'static str, name: &'static str, content: u8) -> Embedded {
        let checksum: &'static [u8; 32] = Box::leak(Box::new([content; 32]));
        Embedded { app, name, checksums: [checksum; 3], up: "[]", down: "[]", ..Embedded::USUAL }
    }

    fn recorded(list: &[Embedded]) -> History {
        let mut history = History::default();
        for one in list {
            let row = history.next(one.id(), one.checksum(DIALECT));
            history.rows.push(row);
        }
        history
    }

    /// Compares a database that applied the first list with a binary that embeds the second.
    fn compared(recorded_list: &[Embedded], list: &[Embedded]) -> Result<Vec<usize>> {
        let history = recorded(recorded_list);
        history.check("t")?;
        Ok(history.compare(list, DIALECT, WhenNewer::Refuse)?.pending)
    }

    #[test]
    fn what_is_not_recorded_is_pending_in_the_order_of_the_binary() {
        let [a1, a2, b1] = [embedded("a", "1", 1), embedded("a", "2", 2), embedded("b", "1", 3)];
        assert_eq!(compared(&[], &[a1, b1, a2]).unwrap(), [0, 1, 2]);
        // Apps may interleave differently from database to database.
        assert_eq!(compared(&[b1, a1], &[a1, b1, a2]).unwrap(), [2]);
        assert!(compared(&[b1, a1, a2], &[a1, b1, a2]).unwrap().is_empty());
    }

    #[test]
    fn a_changed_history_is_named() {
        let [a1, a2, a3] = [embedded("a", "1", 1), embedded("a", "2", 2), embedded("a", "3", 3)];
        let error = |recorded: &[Embedded], list: &[Embedded]| {
            compared(recorded, list).unwrap_err().mismatch().cloned().unwrap()
        };
        assert!(matches!(error(&[a1], &[embedded("a", "1", 9)]), Mismatch::Edited { .. }));
        assert!(matches!(error(&[a1, a2], &[a2, a1]), Mismatch::Reordered { place: 1, .. }));
        assert!(matches!(error(&[a1, a3], &[a1, a2, a3]), Mismatch::Inserted { .. }));
        assert!(matches!(error(&[a1, a2], &[a1, a3]), Mismatch::Missing { same_content: false, .. }));
        assert!(matches!(
            error(&[a1, a2], &[a1, embedded("a", "2b", 2)]),
            Mismatch::Missing { same_content: true, .. }
        ));
        assert!(matches!(error(&[a1, a2], &[a1]), Mismatch::Newer { .. }));
        assert!(matches!(error(&[embedded("z", "1", 1)], &[a1]), Mismatch::UnknownApp { .. }));
    }

    #[test]
    fn a_renamed_migration_is_known_by_its_row_under_the_old_name() {
        let [a1, a2, b1] = [embedded("a", "1", 1), embedded("a", "2", 2), embedded("b", "1", 3)];
        let list = [a1, Embedded { name: "2b", was: Some("2"), ..a2 }, b1, embedded("a", "3", 4)];
        let history = recorded(&[a1, a2]).known_as(&list);
        assert_eq!((&*history.rows[1].id.name, history.rows[1].former_names()), ("2b", vec!["2".to_owned()]));
        history.check("t").unwrap();
        assert_eq!(history.compare(&list, DIALECT, WhenNewer::Refuse).unwrap().pending, [2, 3]);
        // The next one goes on from the chain that is recorded.
        assert_eq!(history.next(list[3].id(), Checksum([4; 32])).last.order_index, 2);
        let tracking = Tracking { backend: &crate::backend::Sqlite, table: "t", log: None };
        let interrupted = history.rows[1].interrupted(&tracking, None, Reason::NotEmbedded).to_string();
        assert_eq!(interrupted.matches("name = '2'").count(), 2);
    }

    #[test]
    fn a_renamed_migration_is_still_compared() {
        let [a1, a2] = [embedded("a", "1", 1), embedded("a", "2", 2)];
        let renamed = Embedded { name: "2b", was: Some("2"), ..embedded("a", "2", 9) };
        let error = |rows: &[Embedded], list: &[Embedded]| {
            recorded(rows).known_as(list).compare(list, DIALECT, WhenNewer::Refuse).unwrap_err()
        };
        let edited = error(&[a1, a2], &[a1, renamed]);
        assert!(matches!(edited.mismatch(), Some(Mismatch::Edited { migration, .. }) if migration.name == "2b"));
        // A database with both names has one migration more than the binary.
        let both = [a1, Embedded { name: "2b", ..a2 }, a2];
        let missing = error(&both, &[a1, Embedded { name: "2b", was: Some("2"), ..a2 }]);
        assert!(matches!(missing.mismatch(), Some(Mismatch::Newer { unknown }) if unknown[0].0.name == "2"));
    }

    #[test]
    fn a_rename_that_nobody_wrote_down_says_what_to_write() {
        let list = [embedded("a", "1", 1), embedded("a", "2b", 2)];
        let text = compared(&[list[0], embedded("a", "2", 2)], &list).unwrap_err().to_string();
        assert!(text.contains("write `2b was 2` in `order.txt`"), "{text}");
    }

    #[test]
    fn every_error_names_both_checksums() {
        let [a1, a2] = [embedded("a", "1", 0x11), embedded("a", "2", 0x22)];
        for (recorded, list) in [(vec![a1], vec![embedded("a", "1", 0x33)]), (vec![a1, a2], vec![a2, a1])] {
            let text = compared(&recorded, &list).unwrap_err().to_string();
            assert!(text.contains("111111111111"), "{text}");
            assert!(text.contains("333333333333") || text.contains("222222222222"), "{text}");
            assert!(text.contains("nothing was run"), "{text}");
        }
    }

    #[test]
    fn a_newer_database_can_be_accepted() {
        let [a1, a2] = [embedded("a", "1", 1), embedded("a", "2", 2)];
        let standing = recorded(&[a1, a2]).compare(&[a1], DIALECT, WhenNewer::Accept).unwrap();
        assert!(standing.pending.is_empty());
    }

    #[test]
    fn a_row_deleted_or_changed_by_hand_is_found() {
        let list = [embedded("a", "1", 1), embedded("a", "2", 2)];
        let mut deleted = recorded(&list);
        deleted.rows.remove(0);
        let damaged =
            |history: History| matches!(history.check("t").unwrap_err().mismatch(), Some(Mismatch::Damaged { .. }));
        assert!(damaged(deleted));
        let mut changed = recorded(&list);
        changed.rows[0].last.checksum = Checksum::of(b"other");
        assert!(damaged(changed));
    }

    #[test]
    fn a_half_done_migration_says_how_to_go_on() {
        let mut history = recorded(&[embedded("a", "1", 1)]);
        history.rows[0].state = State::Applying;
        history.rows[0].step = 2;
        assert!(!history.is_settled());
        let tracking = Tracking { backend: &crate::backend::Sqlite, table: "`covet_migrations`", log: None };
        let text = |reason| history.rows[0].interrupted(&tracking, None, reason).to_string();
        let unrecorded = text(Reason::Unrecorded);
        assert!(unrecorded.contains("state: 2 steps of it done"), "{unrecorded}");
        assert!(unrecorded.contains("step 3 had begun; it may have been done or not"), "{unrecorded}");
        assert!(unrecorded.contains("DELETE FROM `covet_migrations` WHERE app = 'a' AND name = '1'"), "{unrecorded}");
        let edited = text(Reason::Edited { embedded: Checksum([0x22; 32]) });
        assert!(edited.contains("(010101010101)") && edited.contains("at hand it is 222222222222"), "{edited}");
        let drifted = Reason::Drifted { from_before: vec!["x is y".into()], from_after: vec!["x is z".into()] };
        let drifted = text(drifted);
        assert!(
            drifted.contains("not as it was before step 3: x is y\n  nor as it would be after it: x is z"),
            "{drifted}"
        );
    }
}
