//! Several statements in one message, and how far they came.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use sqlx::{AssertSqlSafe, ColumnIndex, Database, Decode, Either, Executor, Type};

/// The first column of a marker: a query between the statements whose row says that everything before it has run.
const MARKER: &str = "covet_piece";

/// Statements that have run.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// Rows changed, by all of them.
    pub(crate) affected: u64,
    /// Rows of the queries among them, as text.
    pub(crate) rows: Vec<Vec<Option<String>>>,
    /// The markers that were passed, and when, in microseconds of the server's clock.
    ///
    /// The client's clock would not do: servers send what they have to say about a message in one go.
    pub(crate) markers: Vec<(usize, i64)>,
    /// The results that came behind the last marker, or behind the beginning: one for each statement.
    pub(crate) since: usize,
    /// The last row was that of a marker, whose own result is still to come.
    pub(crate) in_marker: bool,
}

/// What happens to the rows of queries that are no markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// They are read: one that is not text is an error.
    Read,
    /// They are passed over, whatever is in them: SQL that somebody wrote may return anything, and as much as it likes.
    Passed,
}

/// Statements of which one failed.
#[derive(Debug)]
pub(crate) struct Stopped {
    /// What had run.
    pub(crate) done: Script,
    /// Why it stopped.
    pub(crate) error: sqlx::Error,
}

/// The marker with that number; `clock` is the server's expression for this moment.
pub(crate) fn marker(number: usize, clock: &str) -> String {
    format!("SELECT {}", marked_by(number, clock))
}

/// The columns of that marker, for a statement whose own row can be one.
pub(crate) fn marked_by(number: usize, clock: &str) -> String {
    format!("{number} AS {MARKER}, {clock}")
}

/// Runs statements by the simple protocol: one message, no statement prepared, any number of results.
///
/// Reads to the end whatever comes: the server goes on with the rest of the message, and to stop listening would be to
/// say that what it does then has not been done.
pub(crate) async fn run<C>(connection: &mut C, sql: &str, rows: Rows) -> Result<Script, Stopped>
where
    C: sqlx::Connection,
    for<'e> &'e mut C: Executor<'e, Database = C::Database>,
    for<'r> String: Decode<'r, C::Database>,
    String: Type<C::Database>,
    usize: ColumnIndex<<C::Database as Database>::Row>,
    C::Database: CountsRows,
{
    let mut done = Script::default();
    let mut unread = None;
    let mut results = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(connection);
    let outcome = loop {
        match results.try_next().await {
            Ok(None) => break Ok(()),
            Ok(Some(Either::Left(result))) => done.count(C::Database::affected(&result)),
            Ok(Some(Either::Right(row))) if is_marker(&row) => done.pass(&values(&row).unwrap_or_default()),
            Ok(Some(Either::Right(_))) if rows == Rows::Passed => {}
            Ok(Some(Either::Right(row))) => match values(&row) {
                Ok(values) => done.rows.push(values),
                Err(error) => unread = unread.or(Some(error)),
            },
            Err(error) => break Err(error),
        }
    };
    drop(results);
    match outcome.err().or(unread) {
        Some(error) => Err(Stopped { done, error }),
        None => Ok(done),
    }
}

impl Script {
    /// Whether nothing is known to have run.
    pub(crate) fn is_untouched(&self) -> bool {
        self.markers.is_empty() && self.since == 0
    }

    /// A statement has run.
    fn count(&mut self, affected: u64) {
        self.affected += affected;
        if !std::mem::take(&mut self.in_marker) {
            self.since += 1;
        }
    }

    fn pass(&mut self, values: &[Option<String>]) {
        let value = |at: usize| values.get(at)?.as_deref();
        let seconds = value(1).and_then(|text| Duration::try_from_secs_f64(text.parse().ok()?).ok());
        let moment = seconds.and_then(|since| i64::try_from(since.as_micros()).ok()).unwrap_or_default();
        self.markers.extend(value(0).and_then(|text| text.parse().ok()).map(|place| (place, moment)));
        (self.since, self.in_marker) = (0, true);
    }
}

fn is_marker<R: sqlx::Row>(row: &R) -> bool {
    row.columns().first().is_some_and(|column| sqlx::Column::name(column) == MARKER)
}

/// The values of a row as text.
fn values<R>(row: &R) -> Result<Vec<Option<String>>, sqlx::Error>
where
    R: sqlx::Row,
    for<'r> String: Decode<'r, R::Database>,
    String: Type<R::Database>,
    usize: ColumnIndex<R>,
{
    (0..row.len()).map(|at| row.try_get_unchecked::<Option<String>, _>(at)).collect()
}

/// What sqlx has for every driver and not in a trait.
pub(crate) trait CountsRows: Database {
    fn affected(result: &Self::QueryResult) -> u64;
}

macro_rules! counts_rows {
    ($feature:literal, $database:ty) => {
        #[cfg(feature = $feature)]
        impl CountsRows for $database {
            fn affected(result: &Self::QueryResult) -> u64 {
                result.rows_affected()
            }
        }
    };
}

counts_rows!("postgres", sqlx::Postgres);
counts_rows!("mysql", sqlx::MySql);
counts_rows!("sqlite", sqlx::Sqlite);
