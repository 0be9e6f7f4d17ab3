//! What can be said of a database without changing it: its status, what would run, whether its history is sound.

use std::fmt;

use covet_core::operation::DownClass;
use covet_core::plan::Action;
use covet_core::{Checksum, Dialect, MigrationId};

use crate::ask::{head, read_for};
use crate::backend::{Backend, Ground};
use crate::embedded::Migrations;
use crate::error::Result;
use crate::failure::Reason;
use crate::former;
use crate::history::{History, State};
use crate::options::{Options, WhenNewer};
use crate::report::{Direction, counted};
use crate::run::{self, Goal};
use crate::source::{Session, Source};
use crate::target::{Bounds, Stop};
use crate::tracking::{Head, Tracking};
use crate::waiting::patiently;
use crate::work::{self, Work};

/// Where a migration stands.
///
/// ```
/// use covet_runtime::{Standing, Status};
/// fn pending(status: &Status) -> usize {
///     status.entries.iter().filter(|entry| entry.standing == Standing::Pending).count()
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// The database applied it.
    Applied,
    /// It is to be applied.
    Pending,
    /// The database applied it, and it was edited since.
    Edited,
    /// The database applied it, and the binary does not embed it.
    Unknown,
    /// An earlier run stopped while it was applied or rolled back.
    Interrupted,
}

/// A migration, in a database or in the binary or both.
///
/// ```
/// use covet_runtime::Status;
/// fn lines(status: &Status) -> Vec<String> {
///     let at = |at: &Option<String>| at.clone().unwrap_or_else(|| "pending".to_owned());
///     status.entries.iter().map(|entry| format!("{} {}", entry.migration, at(&entry.applied_at))).collect()
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The migration.
    pub migration: MigrationId,
    /// Where it stands.
    pub standing: Standing,
    /// When the database applied it, in UTC, as `2026-01-31 12:00:00`.
    pub applied_at: Option<String>,
    /// The user of the database as whom it was applied; SQLite has none.
    pub applied_by: Option<String>,
    /// The checksum that the database recorded.
    pub recorded: Option<Checksum>,
    /// How it came to be recorded: `run`, `squash` where it ran for all that it replaces, or `fake` where nothing was
    /// run; nothing where it is pending.
    pub kind: Option<String>,
    /// The names under which the database has it, where it was renamed since, or replaces what the database applied.
    pub recorded_as: Vec<String>,
}

/// What is applied to a database, in the order in which it was, and then what is pending.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// async fn pending(migrations: covet_runtime::Migrations, pool: &sqlx::SqlitePool) -> covet_runtime::Result<usize> {
///     let status = migrations.status(pool).await?;
///     println!("{status}");
///     Ok(status.count(covet_runtime::Standing::Pending))
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The migrations.
    pub entries: Vec<Entry>,
}

impl Status {
    /// How many migrations stand so.
    pub fn count(&self, standing: Standing) -> usize {
        self.entries.iter().filter(|entry| entry.standing == standing).count()
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.entries.iter().map(|entry| entry.migration.to_string().chars().count()).max().unwrap_or(0);
        for entry in &self.entries {
            let mark = match entry.standing {
                Standing::Pending => ' ',
                // It is neither applied nor pending.
                Standing::Interrupted => '!',
                _ => 'X',
            };
            let note = match entry.standing {
                Standing::Applied => "",
                Standing::Pending => "pending",
                Standing::Edited => "  edited since",
                Standing::Unknown => "  not at hand",
                Standing::Interrupted => "  interrupted",
            };
            let at = entry.applied_at.as_ref().map(|at| format!("{at} UTC")).unwrap_or_default();
            let fake = if entry.kind.as_deref() == Some("fake") { "  fake" } else { "" };
            write!(f, "[{mark}] {:width$}  {at}{fake}{note}", entry.migration.to_string())?;
            match &entry.recorded_as[..] {
                [] => writeln!(f)?,
                names => writeln!(f, "  recorded as {}", names.join(", "))?,
            }
        }
        let [pending, half] = [Standing::Pending, Standing::Interrupted].map(|standing| self.count(standing));
        write!(f, "{} applied, {pending} pending", self.entries.len() - pending - half)?;
        if half > 0 {
            write!(f, ", {half} interrupted")?;
        }
        Ok(())
    }
}

/// What a run would run.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// async fn review(migrations: covet_runtime::Migrations, pool: &sqlx::SqlitePool) -> covet_runtime::Result<()> {
///     for planned in migrations.plan(pool).await?.migrations {
///         if let Err(why) = &planned.down {
///             println!("{} cannot be taken back: {why}", planned.migration);
///         }
///         for statement in &planned.statements {
///             println!("{statement};");
///         }
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlanReport {
    /// The database.
    pub dialect: Dialect,
    /// Which way the migrations would be run.
    pub direction: Direction,
    /// The migrations, in the order in which they would be run.
    pub migrations: Vec<Planned>,
    /// Why these are not all that are pending.
    pub stopped: Option<Stop>,
}

/// A migration that would be run.
///
/// ```
/// use covet_runtime::PlanReport;
/// fn irreversible(plan: &PlanReport) -> Vec<String> {
///     plan.migrations.iter().filter(|one| one.down.is_err()).map(|one| one.migration.to_string()).collect()
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Planned {
    /// The migration.
    pub migration: MigrationId,
    /// The migrations that it does the work of, where it is a squash.
    pub replaces: Vec<String>,
    /// What it runs: statements, and the names of Rust functions as comments.
    pub statements: Vec<String>,
    /// What undoing it restores, or why nothing undoes it.
    pub down: Result<DownClass, String>,
    /// The digest of the statements, where the database has recorded them and this binary does not embed the migration:
    /// see [`Migrator::stored`](crate::Migrator::stored).
    pub stored: Option<Checksum>,
}

impl Planned {
    fn of(work: &Work) -> Self {
        let mut statements = Vec::new();
        for step in &work.plan.steps {
            match &step.action {
                Action::Ddl(list) | Action::Dml(list) => statements.extend(list.iter().cloned()),
                Action::Rebuild(rebuild) => statements.extend(rebuild.statements.iter().cloned()),
                Action::Rust(path) => statements.push(format!("-- runs the Rust function `{path}`")),
                Action::Backfill(backfill) => statements.push(backfill.to_string()),
            }
        }
        let replaces = work.replaces.iter().map(|name| (*name).to_owned()).collect();
        let (migration, down) = (work.id().clone(), work.down.clone());
        Planned { migration, replaces, statements, down, stored: work.stored }
    }
}

impl PlanReport {
    /// The digests of what the database has recorded, and this binary does not embed.
    ///
    /// ```
    /// fn needs_a_person(plan: &covet_runtime::PlanReport) -> bool {
    ///     plan.stored().next().is_some()
    /// }
    /// ```
    pub fn stored(&self) -> impl Iterator<Item = Checksum> {
        self.migrations.iter().filter_map(|planned| planned.stored)
    }
}

impl fmt::Display for PlanReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let back = self.direction == Direction::RollBack;
        if self.migrations.is_empty() {
            return match &self.stopped {
                Some(stop) => write!(f, "nothing would be applied: {stop}"),
                None if back => f.write_str("nothing to roll back"),
                None => f.write_str("nothing is pending"),
            };
        }
        let what = if back { "to roll back" } else { "pending" };
        write!(f, "{} {what} on {}", counted(self.migrations.len(), "migration"), self.dialect)?;

        for planned in &self.migrations {
            write!(f, "\n\n-- {}", planned.migration)?;
            if !back && !planned.replaces.is_empty() {
                write!(f, "\n-- replaces {}", planned.replaces.join(", "))?;
            }
            if let Some(digest) = planned.stored {
                write!(f, "\n-- not at hand: recorded steps, digest {digest}")?;
            }
            match &planned.down {
                _ if back => {}
                Ok(class) => write!(f, "\n-- down: {class}")?,
                Err(why) => write!(f, "\n-- down: none: {why}")?,
            }
            for statement in &planned.statements {
                let end = if statement.starts_with("--") { "" } else { ";" };
                write!(f, "\n{}{end}", statement.trim_end().trim_end_matches(';'))?;
            }
        }
        match &self.stopped {
            Some(stop) => write!(f, "\n\n-- {stop}"),
            None => Ok(()),
        }
    }
}

/// A history that was proven, row by row, to be the binary's.
///
/// ```
/// use covet_runtime::Verified;
/// fn line(verified: &Verified) -> String {
///     format!("{} applied, {} pending", verified.applied, verified.pending)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The migrations that are applied.
    pub applied: usize,
    /// The migrations that are pending.
    pub pending: usize,
    /// Those of the applied ones that the database has as the migrations which they replace. The binary does not have
    /// these any more: that they were applied, and nothing else, is proven; what was in them the build has compared.
    pub replacing: Vec<MigrationId>,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} verified, {} pending", counted(self.applied, "applied migration"), self.pending)?;
        let replacing = self.replacing.iter().map(|id| format!("; `{id}` by the names of what it replaces"));
        replacing.into_iter().try_for_each(|text| f.write_str(&text))
    }
}

/// The session and what it recorded.
async fn look(
    source: Source<'_>,
    migrations: Migrations,
    options: &Options,
    goal: Goal,
) -> Result<(&'static dyn Backend, Ground, History)> {
    let mut session = source.open(options).await?;
    look_through(&mut session, migrations, options, goal).await
}

async fn look_through(
    session: &mut Session<'_>,
    migrations: Migrations,
    options: &Options,
    goal: Goal,
) -> Result<(&'static dyn Backend, Ground, History)> {
    let backend = session.backend();
    let ground = patiently!(backend, options, backend.ground(&mut session.connection(), options).await)?;
    let history = patiently!(
        backend,
        options,
        read_for(goal, &mut session.connection(), backend, &ground, migrations.embedded()).await
    );
    Ok((backend, ground, history?))
}

pub(crate) async fn status(source: Source<'_>, migrations: Migrations, options: Options) -> Result<Status> {
    let (backend, _, history) = look(source, migrations, &options, Goal::Applied).await?;
    let embedded = migrations.embedded();
    let mut entries = Vec::new();
    for row in &history.rows {
        let standing = match embedded.iter().find(|one| one.id() == row.id) {
            _ if row.state != State::Applied => Standing::Interrupted,
            None => Standing::Unknown,
            Some(one) if !row.replaced && one.checksum(backend.dialect()) != row.last.checksum => Standing::Edited,
            Some(_) => Standing::Applied,
        };
        entries.push(Entry {
            migration: row.id.clone(),
            standing,
            applied_at: Some(row.applied_at.clone()),
            applied_by: Some(row.applied_by.clone()).filter(|user| !user.is_empty()),
            recorded: Some(row.last.checksum),
            kind: Some(row.kind.clone()),
            recorded_as: row.former_names(),
        });
    }
    let in_effect = former::in_effect(embedded, &history);
    let ours = embedded.iter().zip(in_effect).filter(|(_, in_effect)| *in_effect).map(|(one, _)| one.id());
    let pending = ours.filter(|id| history.row(id).is_none());
    entries.extend(pending.map(|migration| Entry {
        migration,
        standing: Standing::Pending,
        applied_at: None,
        applied_by: None,
        recorded: None,
        kind: None,
        recorded_as: Vec::new(),
    }));
    Ok(Status { entries })
}

pub(crate) async fn plan(
    source: Source<'_>,
    migrations: Migrations,
    options: Options,
    goal: Goal,
) -> Result<PlanReport> {
    let bounds = Bounds::of(&options, migrations)?;
    let (backend, ground, history) = look(source, migrations, &options, goal).await?;
    // What is half done is shown whole: whoever has to mend it has to see it.
    let history = if goal == Goal::Applied { history.settled() } else { history };
    let ready = run::planned(goal, &bounds, migrations.embedded(), &history, backend, &ground, &options)?;
    Ok(PlanReport {
        dialect: backend.dialect(),
        direction: goal.direction(),
        migrations: ready.works.iter().map(Planned::of).collect(),
        stopped: ready.stopped,
    })
}

pub(crate) async fn verify(source: Source<'_>, migrations: Migrations, options: Options) -> Result<Verified> {
    let (backend, ground, history) = look(source, migrations, &options, Goal::Applied).await?;
    if let Some(row) = history.unsettled() {
        let (work, reason) = work::resumed(migrations.embedded(), row, &history, backend.dialect())?;
        let tracking = Tracking { backend, table: &ground.table, log: None };
        return Err(row.interrupted(&tracking, work.as_ref(), reason.unwrap_or(Reason::HalfDone)));
    }
    history.check(&ground.table)?;
    let pending = history.compare(migrations.embedded(), backend.dialect(), options.when_newer)?.pending.len();
    let replacing = history.rows.iter().filter(|row| row.replaced).map(|row| row.id.clone()).collect();
    Ok(Verified { applied: history.rows.len(), pending, replacing })
}

/// Nothing where nothing is pending, or the first migration that is, and how many are.
pub(crate) async fn current(
    source: Source<'_>,
    migrations: Migrations,
    options: Options,
) -> Result<Option<(MigrationId, usize)>> {
    let bounds = Bounds::of(&options, migrations)?;
    let mut session = source.open(&options).await?;
    let embedded = migrations.embedded();
    match patiently!(session.backend(), &options, head(&mut session, embedded, &options).await)? {
        Head::Current => return Ok(None),
        Head::Newer if options.when_newer == WhenNewer::Accept => return Ok(None),
        Head::Newer | Head::Unclear => {}
    }
    let (backend, ground, history) = look_through(&mut session, migrations, &options, Goal::Applied).await?;
    // What is half done is not done; another process may be at it.
    let history = history.settled();
    history.check(&ground.table)?;
    let pending = history.compare(embedded, backend.dialect(), options.when_newer)?.pending;
    let (pending, _) = bounds.select(embedded, &pending);
    Ok(pending.first().map(|&at| (embedded[at].id(), pending.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_an_aligned_list() {
        let entry = |name: &str, standing, at: Option<&str>| Entry {
            migration: MigrationId::new("auth", name),
            standing,
            applied_at: at.map(str::to_owned),
            applied_by: at.map(|_| "app".to_owned()),
            recorded: at.map(|_| Checksum([0; 32])),
            kind: at.map(|_| if name == "0001_users" { "fake".to_owned() } else { "run".to_owned() }),
            recorded_as: if name == "0009_all" { vec!["0001".into(), "0002".into()] } else { Vec::new() },
        };
        let status = Status {
            entries: vec![
                entry("0001_users", Standing::Applied, Some("2026-01-31 12:00:00")),
                entry("0002_roles_of_users", Standing::Edited, Some("2026-01-31 12:00:01")),
                entry("0009_all", Standing::Applied, Some("2026-01-31 12:00:02")),
                entry("0010_half", Standing::Interrupted, Some("2026-01-31 12:00:03")),
                entry("0003_x", Standing::Pending, None),
            ],
        };
        let expected = "[X] auth/0001_users           2026-01-31 12:00:00 UTC  fake\n\
                        [X] auth/0002_roles_of_users  2026-01-31 12:00:01 UTC  edited since\n\
                        [X] auth/0009_all             2026-01-31 12:00:02 UTC  recorded as 0001, 0002\n\
                        [!] auth/0010_half            2026-01-31 12:00:03 UTC  interrupted\n\
                        [ ] auth/0003_x               pending\n\
                        3 applied, 1 pending, 1 interrupted";
        assert_eq!(status.to_string(), expected);
    }
}
