//! The same calls without an async runtime, on a database of each family.

use covet::{Error, Standing};
use covet_core::Dialect;

use crate::embed::{embed, embed_apart, migration};
use crate::sample::{POSTS, ROLES, USERS};
use crate::support::Database;

/// Runs what is asynchronous about a test, and nothing of what it tests.
fn prepared<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn every_call_has_its_like() {
    for database in prepared(Database::each()) {
        let migrations = embed(&[USERS, ROLES, POSTS]);
        let blocking = migrations.blocking(&database.url);
        assert!(!blocking.is_current().unwrap());
        assert!(matches!(blocking.require_current(), Err(Error::NotCurrent { count: 3, .. })));
        assert_eq!(blocking.plan().unwrap().migrations.len(), 3);
        assert_eq!(blocking.run().unwrap().migrations.len(), 3);
        assert_eq!(blocking.verify().unwrap().applied, 3);
        assert_eq!(blocking.status().unwrap().count(Standing::Applied), 3);
        assert!(blocking.history().unwrap().entries.len() >= 3);
        let older = embed(&[USERS, POSTS]).migrator().blocking(&database.url);
        let plan = older.plan_rollback_newer().unwrap();
        let allowed = embed(&[USERS, POSTS]).migrator().stored(plan.stored()).blocking(&database.url);
        assert_eq!(allowed.rollback_newer().unwrap().migrations.len(), 1);
        assert_eq!(older.plan_rollback(1).unwrap().migrations.len(), 1);
        assert_eq!(older.plan_rollback_to("blog/zero").unwrap().migrations.len(), 1);
        assert_eq!(older.rollback_to("blog/zero").unwrap().migrations.len(), 1);
        assert_eq!(older.rollback(1).unwrap().migrations.len(), 1);
        prepared(database.close());
    }
}

#[tokio::test]
async fn within_a_runtime_it_is_an_error_and_no_panic() {
    let error = embed(&[USERS]).blocking("sqlite::memory:").run().unwrap_err();
    assert!(matches!(error, Error::InRuntime), "{error}");
}

#[test]
fn what_no_transaction_covers_needs_no_pool() {
    let index = migration("auth", "0002_index_apart", |m| {
        m.create_index("users", ["is_active"]).concurrently();
    });
    let Some(database) = prepared(Database::new(Dialect::Postgres)) else { return };
    assert_eq!(embed_apart(&[USERS, index]).blocking(&database.url).run().unwrap().migrations.len(), 2);
    prepared(database.close());
}

#[test]
fn a_server_that_is_not_there_is_told_without_the_password() {
    for scheme in ["postgres", "mysql"] {
        let error = embed(&[USERS]).blocking(format!("{scheme}://me:secret@127.0.0.1:1/db")).run().unwrap_err();
        assert!(matches!(error, Error::Unreachable { .. }) && !error.to_string().contains("secret"), "{error}");
    }
}
