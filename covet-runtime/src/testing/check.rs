//! Every migration there, back, and there again, and the database held against the replay each time.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use covet_core::operation::{Change as _, DownClass};
use covet_core::{Dialect, Findings, MigrationId, Schema, TableName, canonical};

use super::address::Address;
use super::error::{Error, Moment, Result};
use super::rows;
use crate::embedded::{BoxFuture, Embedded, Migrations};
use crate::introspect::{Introspected, SchemaIntrospector, What};
use crate::overview::Standing;
use crate::report::counted;

/// What a check has found to be right, and what it could not look at.
///
/// ```
/// # fn f(checked: covet_runtime::testing::Checked) {
/// assert!(checked.irreversible.is_empty(), "{checked}");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Checked {
    /// The database.
    pub dialect: Dialect,
    /// The migrations, in the order in which they were applied, each with what its down restores.
    pub migrations: Vec<(MigrationId, DownClass)>,
    /// Those that nothing undoes, and why: they were applied only.
    pub irreversible: Vec<(MigrationId, String)>,
    /// The tables that stayed without a row, and why: what happens to rows there nobody has seen.
    pub without_rows: Vec<(TableName, String)>,
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = counted(self.migrations.len() + self.irreversible.len(), "migration");
        write!(f, "{count} checked on {}", self.dialect)?;
        for (migration, class) in self.migrations.iter().filter(|(_, class)| *class != DownClass::Exact) {
            write!(f, "\n  {migration}: down is {class}")?;
        }
        for (migration, why) in &self.irreversible {
            write!(f, "\n  {migration}: not rolled back: {why}")?;
        }
        for (table, why) in &self.without_rows {
            write!(f, "\n  {table}: without a row: {why}")?;
        }
        Ok(())
    }
}

/// Applies every migration to an empty database, undoes it, applies it again, and compares the database with the replay
/// each time; then undoes all of them, and applies all of them at once.
///
/// As soon as a table is there it gets a row, so that everything after meets rows: a NOT NULL column without a value for them, or
/// a `down` that cannot take them, is found. A down that is [exact](DownClass::Exact) has to leave the rows as they were; one
/// that is shape only or conditional, the schema. What nothing undoes is applied and stays, and the migrations
/// before it are then not undone all at once, but have been one by one.
///
/// The URL names a database that exists (SQLite: a file that is made, or `sqlite::memory:`), in which there is nothing.
/// When the check fails, it stays as it was then; [`empty_database`](super::empty_database) makes one that is dropped.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> covet_runtime::testing::Result<()> {
/// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
/// let checked = covet_runtime::testing::check(&MIGRATIONS, "sqlite::memory:").await?;
/// assert_eq!(checked.to_string(), "0 migrations checked on sqlite");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
///
/// # Errors
/// [`Error::NotEmpty`] and [`Error::Production`] before anything is run; then the first migration that cannot be run, or
/// leaves something else than it declares.
pub fn check<'a>(migrations: &'a Migrations, url: &'a str) -> BoxFuture<'a, Result<Checked>> {
    Box::pin(async move {
        let address = Address::of(url)?;
        let outcome = check_at(&address, *migrations).await;
        address.close().await;
        outcome
    })
}

async fn check_at(address: &Address, migrations: Migrations) -> Result<Checked> {
    refuse_what_is_not_empty(address, migrations).await?;
    let plan = migrations.migrator().plan(address.source()).await?;
    let chosen: Vec<Embedded> = (plan.migrations.iter())
        .filter_map(|planned| migrations.embedded().iter().find(|one| one.id() == planned.migration).copied())
        .collect();
    let mut course = Course {
        address,
        dialect: plan.dialect,
        // As many as there are in the binary, and once in a test: they stay, as those of the binary do.
        embedded: chosen.leak(),
        apps: migrations,
        schemas: vec![Schema::new()],
        without_rows: BTreeMap::new(),
    };
    let mut checked =
        Checked { dialect: plan.dialect, migrations: Vec::new(), irreversible: Vec::new(), without_rows: Vec::new() };
    for (place, planned) in plan.migrations.into_iter().enumerate() {
        course.step(place, planned.down.as_ref().ok().copied()).await?;
        match planned.down {
            Ok(class) => checked.migrations.push((planned.migration, class)),
            Err(why) => checked.irreversible.push((planned.migration, why)),
        }
    }
    if checked.irreversible.is_empty() {
        course.whole().await?;
    }
    checked.without_rows = course.without_rows.into_iter().collect();
    Ok(checked)
}

async fn refuse_what_is_not_empty(address: &Address, migrations: Migrations) -> Result<()> {
    let found = introspected(address).await?;
    let mut all: Vec<String> = found.schema.tables().map(|table| format!("table `{}`", table.name)).collect();
    all.extend(strangers(&found, &Schema::new()));
    let status = migrations.migrator().status(address.source()).await?;
    let recorded = status.entries.len() - status.count(Standing::Pending);
    if recorded > 0 {
        all.push(format!("a record of {}", counted(recorded, "migration")));
    }
    if all.is_empty() { Ok(()) } else { Err(Error::NotEmpty { found: all }) }
}

async fn introspected(address: &Address) -> Result<Introspected> {
    let mut session = address.session().await?;
    let found = SchemaIntrospector::new(&mut session.connection()).schema().await?;
    Ok(found)
}

/// What is there and declared nowhere. Extensions that every new database has are nobody's.
fn strangers(found: &Introspected, expected: &Schema) -> BTreeSet<String> {
    let rest = found.undeclared(expected).filter(|found| !matches!(found.what, What::Extension | What::Comment));
    rest.map(ToString::to_string).collect()
}

/// A check under way.
struct Course<'a> {
    address: &'a Address,
    dialect: Dialect,
    /// The migrations that an empty database gets, in their order.
    embedded: &'static [Embedded],
    /// All of them, for what they know of their apps.
    apps: Migrations,
    /// The replayed schema before the first of them, and after each.
    schemas: Vec<Schema>,
    /// The tables that have no row, and why.
    without_rows: BTreeMap<TableName, String>,
}

impl Course<'_> {
    /// One migration there, back and there again.
    async fn step(&mut self, place: usize, down: Option<DownClass>) -> Result<()> {
        let touched = self.replay(place)?;
        let strangers_before = strangers(&introspected(self.address).await?, &self.schemas[place]);
        let contents_before = match down {
            Some(DownClass::Exact) => self.contents(place, &touched).await?,
            _ => BTreeMap::new(),
        };
        self.apply(place, Moment::Applied).await?;
        self.fill(place + 1, &touched).await?;
        if down.is_none() {
            return Ok(());
        }
        // Rows that the check has put into tables of its own making go with them, or with their columns.
        self.roll_back(place).await?;
        let left = strangers(&introspected(self.address).await?, &self.schemas[place]);
        let differences: Vec<String> = (left.difference(&strangers_before).map(|it| format!("it is there: {it}")))
            .chain(strangers_before.difference(&left).map(|it| format!("it is gone: {it}")))
            .collect();
        if !differences.is_empty() {
            return Err(Error::LeftBehind { migration: self.id(place), differences });
        }
        let contents = match down {
            Some(DownClass::Exact) => self.contents(place, &touched).await?,
            _ => BTreeMap::new(),
        };
        if let Some((table, differences)) = changed_rows(contents_before, contents) {
            return Err(Error::Rows { migration: self.id(place), table: Box::new(table), differences });
        }
        self.apply(place, Moment::AppliedAgain).await?;
        self.fill(place + 1, &touched).await
    }

    /// All of them back, one by one, and there again at once.
    async fn whole(&mut self) -> Result<()> {
        for place in (0..self.embedded.len()).rev() {
            self.roll_back(place).await?;
        }
        match self.embedded.len() {
            0 => Ok(()),
            count => self.apply(count - 1, Moment::AppliedAgain).await,
        }
    }

    /// Replays one more; gives the tables that it touches.
    fn replay(&mut self, place: usize) -> Result<Vec<TableName>> {
        let one = &self.embedded[place];
        let undecodable = |source| crate::Error::Undecodable { migration: one.id(), source };
        let operations = canonical::decode(one.up).map_err(undecodable)?;
        let mut schema = self.schemas[place].clone();
        schema.forget_touched();
        // The build has applied them, and nothing was found.
        let mut findings = Findings::new();
        operations.iter().for_each(|operation| operation.apply(&mut schema, &mut findings));
        let touched = schema.touched().cloned().collect();
        self.schemas.truncate(place + 1);
        self.schemas.push(schema);
        Ok(touched)
    }

    fn id(&self, place: usize) -> Box<MigrationId> {
        Box::new(self.embedded[place].id())
    }

    /// Those up to a place.
    fn migrations(&self, place: usize) -> Migrations {
        Migrations::new(&self.embedded[..=place]).with_apps(self.apps.apps())
    }

    async fn apply(&self, place: usize, moment: Moment) -> Result<()> {
        let outcome = self.migrations(place).run(self.address.source()).await;
        self.ran(place, moment, outcome.map(drop))?;
        self.compare(place, moment, place + 1).await
    }

    async fn roll_back(&self, place: usize) -> Result<()> {
        let outcome = self.migrations(place).rollback(self.address.source(), 1).await;
        self.ran(place, Moment::RolledBack, outcome.map(drop))?;
        self.compare(place, Moment::RolledBack, place).await
    }

    fn ran(&self, place: usize, moment: Moment, outcome: crate::Result<()>) -> Result<()> {
        let migration = self.id(place);
        outcome.map_err(|error| Error::Run { migration, moment, error: Box::new(error) })
    }

    /// Holds the database against the replay.
    async fn compare(&self, place: usize, moment: Moment, schema: usize) -> Result<()> {
        let differences = introspected(self.address).await?.differences(&self.schemas[schema]);
        match differences.is_empty() {
            true => Ok(()),
            false => Err(Error::Differs { migration: self.id(place), moment, differences }),
        }
    }

    /// Puts a row into each table that has none, as far as they take one. One that refers to another waits for that.
    async fn fill(&mut self, schema: usize, touched: &[TableName]) -> Result<()> {
        let schema = &self.schemas[schema];
        self.without_rows.retain(|table, _| schema.table(table).is_some());
        let mut waiting: BTreeSet<TableName> = touched.iter().chain(self.without_rows.keys()).cloned().collect();
        let mut session = self.address.session().await?;
        let mut connection = session.connection();
        loop {
            let before = waiting.len();
            for name in waiting.clone() {
                let Some(table) = schema.table(&name) else {
                    waiting.remove(&name);
                    continue;
                };
                let rows = connection.rows(&rows::count(&name, self.dialect)).await?;
                let has_rows = rows.first().is_some_and(|row| row.first() != Some(&Some("0".to_owned())));
                let inserted = match rows::insert(table, schema, self.dialect) {
                    _ if has_rows => Ok(()),
                    Ok(statement) => connection.execute(&statement).await.map(drop).map_err(|error| error.to_string()),
                    Err(why) => Err(why),
                };
                match inserted {
                    Ok(()) => {
                        waiting.remove(&name);
                        self.without_rows.remove(&name);
                    }
                    Err(why) => drop(self.without_rows.insert(name, why)),
                }
            }
            if waiting.is_empty() || waiting.len() == before {
                return Ok(());
            }
        }
    }

    /// What is in the tables, of those, that a schema has.
    async fn contents(&self, schema: usize, touched: &[TableName]) -> Result<BTreeMap<TableName, Vec<String>>> {
        let mut session = self.address.session().await?;
        let mut connection = session.connection();
        let mut all = BTreeMap::new();
        for table in touched.iter().filter_map(|name| self.schemas[schema].table(name)) {
            let rows = connection.rows(&rows::contents(table, self.dialect)).await?;
            let shown = |row: &Vec<Option<String>>| {
                row.iter().map(|value| value.as_deref().unwrap_or("NULL")).collect::<Vec<_>>().join(", ")
            };
            let mut rows: Vec<String> = rows.iter().map(shown).collect();
            rows.sort_unstable();
            all.insert(table.name.clone(), rows);
        }
        Ok(all)
    }
}

/// The first table whose rows are not as they were, and how.
fn changed_rows(
    before: BTreeMap<TableName, Vec<String>>,
    mut after: BTreeMap<TableName, Vec<String>>,
) -> Option<(TableName, Vec<String>)> {
    for (table, before) in before {
        let after = after.remove(&table).unwrap_or_default();
        // Where there was none, there is now the one of this check.
        if before == after || before.is_empty() {
            continue;
        }
        let only = |one: &[String], other: &[String], what: &str| -> Vec<String> {
            one.iter().filter(|row| !other.contains(row)).map(|row| format!("{what} ({row})")).collect()
        };
        let mut differences = [only(&before, &after, "missing"), only(&after, &before, "there instead")].concat();
        if differences.is_empty() {
            differences.push(format!("{} instead of {}", counted(after.len(), "row"), before.len()));
        }
        return Some((table, differences));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_changed_are_told() {
        let table = |rows: &[&str]| BTreeMap::from([("users".into(), rows.iter().map(|row| (*row).into()).collect())]);
        assert_eq!(changed_rows(table(&["1, 'a'"]), table(&["1, 'a'"])), None);
        assert_eq!(changed_rows(table(&[]), table(&["1, 'a'"])), None);
        let told = |before: &[&str], after: &[&str]| changed_rows(table(before), table(after)).unwrap().1;
        assert_eq!(told(&["1, 'a'"], &["1, ''"]), ["missing (1, 'a')", "there instead (1, '')"]);
        assert_eq!(told(&["1", "1"], &["1"]), ["1 row instead of 2"]);
    }
}
