//! The guard against a run that goes round and round and changes nothing.
//!
//! Every round begins by what is recorded, so that one which ends without a failure has changed the record, or somebody else
//! has. A fault in the conditions of a step, or a record that does not keep what is written to it, would have the run do the same for
//! ever.

use covet_core::{Chain, MigrationId};

use crate::error::{Error, Result};
use crate::history::History;

/// How many rounds in a row may find what the one before has found: others may have been there, and gone back.
const ROUNDS: u32 = 10;

/// What a round has found, as far as a round can change it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    rows: usize,
    last: Option<(MigrationId, Chain)>,
    /// The migration that is half done, whether its steps are counted up, and how far it is.
    half_done: Option<(MigrationId, bool, usize, Option<String>)>,
}

impl Found {
    fn of(history: &History) -> Self {
        let half_done = |row: &crate::history::Row| {
            let applies = row.direction() == crate::report::Direction::Apply;
            (row.id.clone(), applies, row.step, row.cursor.clone())
        };
        Found {
            rows: history.rows.len(),
            last: history.rows.last().map(|row| (row.id.clone(), row.last.chain)),
            half_done: history.unsettled().map(half_done),
        }
    }
}

/// Whether rounds get anywhere.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    found: Found,
    in_vain: u32,
}

impl Progress {
    /// Takes note of what a round has found that went on.
    ///
    /// # Errors
    /// [`Error::Stalled`] when it is what many before have found.
    pub(crate) fn found(&mut self, history: &History) -> Result<()> {
        let found = Found::of(history);
        self.in_vain = if found == self.found { self.in_vain + 1 } else { 0 };
        self.found = found;
        if self.in_vain < ROUNDS {
            return Ok(());
        }
        let migration = self.found.half_done.as_ref().map(|(id, ..)| id.clone());
        Err(Error::Stalled { migration, rounds: self.in_vain })
    }

    /// Takes note that a round did not get to do anything, because others were at it: they are waited for by the clock.
    pub(crate) fn waited(&mut self) {
        self.in_vain = self.in_vain.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_that_find_the_same_come_to_an_end() {
        let mut progress = Progress::default();
        let history = History::default();
        let rounds = (0..100).take_while(|_| progress.found(&history).is_ok()).count();
        assert_eq!(rounds, ROUNDS as usize - 1);
        let error = progress.found(&history).unwrap_err();
        assert!(error.to_string().contains("changed nothing"), "{error}");
    }

    #[test]
    fn waiting_is_no_round_in_vain() {
        let mut progress = Progress::default();
        for _ in 0..100 {
            progress.found(&History::default()).unwrap();
            progress.waited();
        }
    }
}
