//! What is read from a database is what was made there, and what people made by other means is not lost.

mod foreign;
mod ours;

use covet::{Connection, Introspected, SchemaIntrospector, What};
use covet_core::{Dialect, Schema};
use sqlx::Connection as _;

use crate::support::Database;

/// Runs code with an introspector of a database, on a connection of its own.
macro_rules! with_introspector {
    ($database:expr, $introspector:ident => $code:expr) => {
        match $database.dialect {
            Dialect::Postgres => on!(Postgres, sqlx::PgConnection, $database, $introspector => $code),
            Dialect::MySql => on!(MySql, sqlx::MySqlConnection, $database, $introspector => $code),
            Dialect::Sqlite => on!(Sqlite, sqlx::SqliteConnection, $database, $introspector => $code),
        }
    };
}

macro_rules! on {
    ($variant:ident, $connection:ty, $database:expr, $introspector:ident => $code:expr) => {{
        let mut connection = <$connection>::connect(&$database.url).await.expect(&$database.url);
        let mut connection = Connection::$variant(&mut connection);
        #[allow(unused_mut, reason = "what takes it by value needs it not")]
        let mut $introspector = SchemaIntrospector::new(&mut connection);
        $code
    }};
}

use {on, with_introspector};

/// Everything that stands in a database.
pub async fn read(database: &Database) -> Introspected {
    with_introspector!(database, introspector => introspector.schema().await.expect("a schema"))
}

/// Requires that what is read is what was declared, and nothing else.
pub async fn assert_is(database: &Database, expected: &Schema, when: &str) {
    let found = read(database).await;
    let differences = found.differences(expected);
    assert!(differences.is_empty(), "{when} on {}: {differences:#?}", database.dialect);
    // What SQL of the users' own made.
    let objects = [What::View, What::Trigger, What::Routine, What::ConstraintOption];
    let rest = found.undeclared(expected).filter(|found| !objects.contains(&found.what));
    let rest: Vec<_> = rest.filter(|found| found.text != "ENABLE ROW LEVEL SECURITY").collect();
    assert!(rest.is_empty(), "{when} on {}: {rest:#?}", database.dialect);
}
