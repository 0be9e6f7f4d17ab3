//! Where a half-done migration goes on: asked of the record first, and of the database where the record cannot know.
//!
//! Only the step behind the last that is recorded is in question, and only while the lock is held: it proves that whoever
//! ran it is gone.

use covet_core::Schema;
use covet_core::normal::normalise;
use covet_core::plan::{Condition, Step};
use tracing::info;

use crate::backend::{Backend, Fault, Ground};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::failure::Reason;
use crate::hold::Fence;
use crate::introspect::SchemaIntrospector;
use crate::options::Options;
use crate::stepwise::{BEGUN, Safety};
use crate::tracking::Tracking;
use crate::work::{Begun, Work};

/// A migration that is half done.
pub(crate) struct Recovery<'a> {
    pub(crate) backend: &'static dyn Backend,
    pub(crate) ground: &'a Ground,
    pub(crate) options: &'a Options,
    pub(crate) work: &'a Work,
}

/// What stands in the database of a step.
#[derive(Debug)]
pub(crate) enum Found {
    /// It is as after the step.
    Done,
    /// It is as before the step.
    NotDone,
    /// It is neither; how it differs from both.
    Neither { from_before: Vec<String>, from_after: Vec<String> },
    /// Nothing there tells.
    Untold,
}

/// Where a half-done migration goes on.
#[derive(Debug)]
pub(crate) enum Place {
    /// At the step that its record says.
    Here,
    /// Behind that step, which was done.
    Behind,
    /// A person has to say.
    Unclear(Reason),
}

impl Recovery<'_> {
    /// Where it goes on.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub(crate) async fn place(&self, connection: &mut Connection<'_>) -> Result<Place> {
        let Some(begun) = &self.work.begun else { return Ok(Place::Here) };
        let Some(step) = self.work.plan.steps.get(begun.step) else { return Ok(Place::Here) };
        match Safety::of(step, self.backend) {
            Safety::Batched | Safety::Repeatable => Ok(Place::Here),
            // Joined with its record, it was not done. That it begins is in the same transaction: when that is there, the
            // step has ended the transaction.
            Safety::Joined | Safety::Recorded => Ok(match begun.cursor.as_deref() {
                Some(BEGUN) => Place::Unclear(Reason::Unrecorded),
                _ => Place::Here,
            }),
            Safety::Told => Ok(match self.probe(connection, begun.step, true).await? {
                Found::Done => Place::Behind,
                Found::NotDone => Place::Here,
                Found::Neither { from_before, from_after } => {
                    Place::Unclear(Reason::Drifted { from_before, from_after })
                }
                Found::Untold => Place::Unclear(Reason::Unrecorded),
            }),
        }
    }

    /// Records that the step which was found to be done is done; not where the lock is lost, or somebody else went on from
    /// there since. Whether it is recorded.
    ///
    /// # Errors
    /// When that cannot be written.
    pub(crate) async fn pass(
        &self,
        connection: &mut Connection<'_>,
        fence: Option<&Fence>,
        begun: &Begun,
    ) -> Result<bool> {
        let step = begun.step;
        let tracking = Tracking { backend: self.backend, table: &self.ground.table, log: None };
        info!(migration = %self.work.id(), step = step + 1, "a step of an earlier run was done: going on behind it");
        let progress = tracking.progress(&self.work.row, step + 1);
        let claim = tracking.claim(&self.work.row, step, begun.cursor.as_deref());
        let fence = fence.into_iter().flat_map(Fence::at_once);
        let statements: Vec<&str> = fence.chain([claim.as_str(), progress.as_str()]).collect();
        match self.backend.write(connection, self.ground, &statements).await {
            Err(Error::Database(error)) if self.backend.fault(&error) == Fault::Refuted => Ok(false),
            written => written.map(|()| true),
        }
    }

    /// Asks the database whether a step was done; `may_clear` says that what it may have left half-built is its own, and
    /// can be cleared away.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub(crate) async fn probe(&self, connection: &mut Connection<'_>, number: usize, may_clear: bool) -> Result<Found> {
        let Some(step) = self.work.plan.steps.get(number) else { return Ok(Found::Untold) };
        if step.alone
            && may_clear
            && let Some(other) = self.backend.clear_away(connection, self.ground, step).await?
        {
            return Ok(Found::Neither { from_before: vec![other.clone()], from_after: vec![other] });
        }
        let settings = self.backend.transaction_settings(self.ground, self.options);
        let mut transaction = connection.begin(self.backend.begin()).await?;
        let found = async {
            let mut inner = transaction.connection();
            for statement in settings {
                inner.execute(&statement).await?;
            }
            match &step.after {
                Condition::Query(query) => Ok(done(self.is_true(&mut inner, query).await?)),
                Condition::NotYet(query) => Ok(done(!self.is_true(&mut inner, query).await?)),
                _ => self.looked_at(&mut inner, number, step).await,
            }
        };
        let found = found.await;
        transaction.rollback().await?;
        found
    }

    /// Whether the first value of a query is true.
    async fn is_true(&self, connection: &mut Connection<'_>, query: &str) -> Result<bool> {
        match connection.rows(query).await {
            Ok(rows) => {
                let value = rows.into_iter().next().and_then(|row| row.into_iter().next().flatten());
                Ok(value.as_deref().is_some_and(is_true))
            }
            // What it asks about is not there.
            Err(Error::Database(error))
                if matches!(self.backend.fault(&error), Fault::MissingTable | Fault::OtherShape) =>
            {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Compares the live schema with what the step says of it.
    async fn looked_at(&self, connection: &mut Connection<'_>, number: usize, step: &Step) -> Result<Found> {
        let dialect = self.backend.dialect();
        let (before, after, touched) = self.work.around(number);
        let objects = before.objects().chain(after.objects()).map(|object| &object.name);
        let names = touched.iter().chain(objects);
        let introspected = SchemaIntrospector::of_run(connection, self.ground, dialect, names).schema().await?;
        let mut live = normalise(&introspected.schema, dialect);
        // What is declared is known by its name: that is all that a condition asks of an object.
        let found = introspected.declared(&before).chain(introspected.declared(&after));
        found.for_each(|object| live.insert_object(object.clone()));
        Ok(match (step.after.holds(&live), step.before.holds(&live)) {
            (Some(true), _) => Found::Done,
            // Where nothing is said of what was before, not to be as after is enough.
            (_, Some(true)) | (Some(false), None) => Found::NotDone,
            (None, _) => Found::Untold,
            (Some(false), Some(false)) => {
                let only = |schema: &Schema| {
                    let mut some = Schema::new();
                    touched.iter().filter_map(|name| schema.table(name)).for_each(|table| some.insert(table.clone()));
                    schema.enums().for_each(|name| {
                        some.insert_enum(name.clone(), schema.enum_values(name).unwrap_or_default().to_vec());
                    });
                    some
                };
                let live = only(&live);
                // Of recorded steps no more is known than the names of their tables.
                if self.work.stored.is_some() {
                    return Ok(Found::Neither { from_before: Vec::new(), from_after: Vec::new() });
                }
                let from = |schema: &Schema| only(&normalise(schema, dialect)).differences(&live);
                Found::Neither { from_before: from(&before), from_after: from(&after) }
            }
        })
    }
}

fn done(is_done: bool) -> Found {
    if is_done { Found::Done } else { Found::NotDone }
}

/// Whether a value of a query is true, as databases show it.
fn is_true(value: &str) -> bool {
    matches!(value, "t" | "true" | "TRUE") || value.parse::<f64>().is_ok_and(|number| number != 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_has_many_forms() {
        assert!(["t", "true", "1", "42", "-1"].into_iter().all(is_true));
        assert!(!["f", "false", "0", "0.0", "", "no"].into_iter().any(is_true));
    }
}
