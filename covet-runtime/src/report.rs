//! What a run did.

use std::fmt;
use std::time::Duration;

use covet_core::MigrationId;

use crate::target::Stop;

/// Which way migrations are run.
///
/// ```
/// use covet_runtime::{Direction, Event};
/// fn word(event: &Event) -> &'static str {
///     match event {
///         Event::Planned { direction: Direction::RollBack, .. } => "rolling back",
///         _ => "migrating",
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Forward: they are applied.
    #[default]
    Apply,
    /// Back: they are undone.
    RollBack,
}

/// What a run did; shown, it is what a person wants to read.
///
/// ```
/// use covet_runtime::Report;
/// assert_eq!(Report::default().to_string(), "nothing is pending");
/// ```
///
/// ```
/// fn slowest(report: &covet_runtime::Report) -> Option<&covet_runtime::Done> {
///     report.migrations.iter().max_by_key(|done| done.duration)
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Whether migrations were applied or rolled back.
    pub direction: Direction,
    /// The migrations, in the order in which they were run.
    pub migrations: Vec<Done>,
    /// Why it did not go on, where more is pending.
    pub stopped: Option<Stop>,
}

/// A migration that a run finished.
///
/// ```
/// use covet_runtime::Report;
/// fn slowest(report: &Report) -> Option<String> {
///     let done = report.migrations.iter().max_by_key(|done| done.duration)?;
///     Some(format!("{} took {:?} for {} steps", done.migration, done.duration, done.steps))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Done {
    /// The migration.
    pub migration: MigrationId,
    /// The number of its steps.
    pub steps: usize,
    /// How long it took.
    pub duration: Duration,
    /// It was recorded, or forgotten, and nothing of it was run.
    pub fake: bool,
}

impl Report {
    pub(crate) fn new(direction: Direction) -> Self {
        Report { direction, migrations: Vec::new(), stopped: None }
    }

    /// Whether nothing was run.
    pub fn is_empty(&self) -> bool {
        self.migrations.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (nothing, did) = match self.direction {
            Direction::Apply => ("nothing is pending", "applied"),
            Direction::RollBack => ("nothing to roll back", "rolled back"),
        };
        match (&self.stopped, self.is_empty()) {
            (None, true) => return f.write_str(nothing),
            (Some(stop), true) => return write!(f, "nothing was applied: {stop}"),
            (_, false) => {}
        }
        let total = self.migrations.iter().map(|done| done.duration).sum();
        write!(f, "{did} {} in {}", counted(self.migrations.len(), "migration"), Shown(total))?;
        let rows: Vec<[String; 3]> = self.migrations.iter().map(row).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (names, steps, times) = (width(0), width(1), width(2));
        for [name, step, time] in &rows {
            write!(f, "\n  {name:names$}  {step:steps$}  {time:>times$}")?;
        }
        match &self.stopped {
            Some(stop) => write!(f, "\n{stop}"),
            None => Ok(()),
        }
    }
}

/// A migration, its steps and its time, as a report shows them.
fn row(done: &Done) -> [String; 3] {
    let steps = if done.fake { "not run".to_owned() } else { counted(done.steps, "step") };
    [done.migration.to_string(), steps, Shown(done.duration).to_string()]
}

/// `1 step`, `2 steps`.
pub(crate) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A duration in the unit that suits it.
pub(crate) struct Shown(pub(crate) Duration);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            // The clock of SQLite counts no less.
            short if short < Duration::from_millis(1) => f.write_str("<1 ms"),
            short if short < Duration::from_secs(10) => write!(f, "{} ms", short.as_millis()),
            long => write!(f, "{:.1} s", long.as_secs_f64()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_a_line_for_each_migration() {
        let done = |name, steps, millis| Done {
            migration: MigrationId::new("auth", name),
            steps,
            duration: Duration::from_millis(millis),
            fake: steps == 0,
        };
        let report = Report {
            direction: Direction::Apply,
            migrations: vec![done("0001_users", 1, 12), done("0002_x", 12, 13_400), done("0003_y", 0, 1)],
            stopped: Some(Stop::AtTarget { target: "@v1.2".to_owned(), pending: 1 }),
        };
        let expected = "applied 3 migrations in 13.4 s\n\
                        \x20 auth/0001_users  1 step     12 ms\n\
                        \x20 auth/0002_x      12 steps  13.4 s\n\
                        \x20 auth/0003_y      not run     1 ms\n\
                        stopped at `@v1.2`; 1 migration pending";
        assert_eq!(report.to_string(), expected);
    }
}
