//! Several statements in one message, and how far they came.

use std::time::Instant;

use futures_util::TryStreamExt as _;
use sqlx::{AssertSqlSafe, ColumnIndex, Database, Decode, Either, Executor, Type};

/// The column of a marker: a query between the statements whose row says that everything before it has run.
///
/// Counting results would not do: a piece of SQL that somebody wrote may be several statements.
const MARKER: &str = "covet_piece";

/// Statements that have run.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// Rows changed, by all of them.
    pub(crate) affected: u64,
    /// Rows of the queries among them, as text.
    pub(crate) rows: Vec<Vec<Option<String>>>,
    /// The markers that were passed, and when.
    pub(crate) markers: Vec<(usize, Instant)>,
    /// Statements finished since the last marker.
    pub(crate) since_marker: usize,
}

/// Statements of which one failed.
#[derive(Debug)]
pub(crate) struct Stopped {
    /// What had run.
    pub(crate) done: Script,
    /// Why it stopped.
    pub(crate) error: sqlx::Error,
}

/// The marker with that number.
pub(crate) fn marker(number: usize) -> String {
    format!("SELECT '{number}' AS {MARKER}")
}

/// Runs statements by the simple protocol: one message, no statement prepared, any number of results.
pub(crate) async fn run<C>(connection: &mut C, sql: &str) -> Result<Script, Stopped>
where
    C: sqlx::Connection,
    for<'e> &'e mut C: Executor<'e, Database = C::Database>,
    for<'r> String: Decode<'r, C::Database>,
    String: Type<C::Database>,
    usize: ColumnIndex<<C::Database as Database>::Row>,
    C::Database: CountsRows,
{
    let mut done = Script::default();
    let mut results = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(connection);
    loop {
        match results.try_next().await {
            Ok(None) => break,
            Ok(Some(Either::Left(result))) => {
                done.affected += C::Database::affected(&result);
                done.since_marker += 1;
            }
            Ok(Some(Either::Right(row))) => match values(&row) {
                Ok((true, values)) => done.pass(values),
                Ok((false, values)) => done.rows.push(values),
                Err(error) => {
                    drop(results);
                    return Err(Stopped { done, error });
                }
            },
            Err(error) => {
                drop(results);
                return Err(Stopped { done, error });
            }
        }
    }
    drop(results);
    Ok(done)
}

impl Script {
    fn pass(&mut self, values: Vec<Option<String>>) {
        let number = values.into_iter().next().flatten().and_then(|text| text.parse().ok());
        self.markers.extend(number.map(|number| (number, Instant::now())));
        self.since_marker = 0;
    }
}

/// The values of a row as text, and whether it is a marker's.
fn values<R>(row: &R) -> Result<(bool, Vec<Option<String>>), sqlx::Error>
where
    R: sqlx::Row,
    for<'r> String: Decode<'r, R::Database>,
    String: Type<R::Database>,
    usize: ColumnIndex<R>,
{
    let is_marker = row.len() == 1 && sqlx::Column::name(&row.columns()[0]) == MARKER;
    let values = (0..row.len()).map(|at| row.try_get_unchecked::<Option<String>, _>(at));
    Ok((is_marker, values.collect::<Result<_, _>>()?))
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
