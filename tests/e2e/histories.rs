//! Histories of others (`tests/histories`), each on the databases that it is for: applied, compared with what the database says of
//! itself, rolled back to nothing and applied again.

use covet::{Error, Migrations};
use covet_core::{Dialect, Schema, canonical, replay};

use crate::client::Client;
use crate::introspect;
use crate::support::Database;

covet::migrations!(static QUICKWIT = "tests/histories/quickwit", targets = [postgres]);
covet::migrations!(static RAUTHY = "tests/histories/rauthy", targets = [postgres, sqlite]);
covet::migrations!(static COORDINATOR = "tests/histories/ten_coordinator", targets = [postgres]);
covet::migrations!(static MOBILE = "tests/histories/ten_mobile", targets = [sqlite]);

/// The schema after so many migrations.
fn schema(migrations: &Migrations, count: usize) -> Schema {
    let mut schema = Schema::new();
    for one in &migrations.embedded()[..count] {
        replay::apply(&canonical::decode(one.up).expect("operations"), &mut schema).expect("operations that fit");
    }
    schema
}

/// Applies all of them, with rows in between, and goes back to nothing and forth again.
async fn goes_forth_and_back(migrations: &Migrations, dialect: Dialect, rows: &[(usize, &str)], count: usize) {
    let Some(database) = Database::new(dialect).await else { return };
    let client = Client::new(&database);
    let migrator = migrations.migrator();
    let ids: Vec<String> =
        migrations.embedded()[..count].iter().map(|one| format!("{}/{}", one.app, one.name)).collect();
    for (at, id) in ids.iter().enumerate() {
        client.run(&migrator.clone().to(id)).await.unwrap_or_else(|error| panic!("{error}"));
        introspect::assert_is(&database, &schema(migrations, at + 1), id).await;
        for (_, sql) in rows.iter().filter(|(after, _)| *after == at + 1) {
            database.execute(sql).await;
        }
    }
    for (at, id) in ids.iter().enumerate().rev() {
        client.rollback(&migrator, 1).await.unwrap_or_else(|error| panic!("{error}"));
        introspect::assert_is(&database, &schema(migrations, at), &format!("back from {id}")).await;
    }
    client.run(&migrator).await.unwrap_or_else(|error| panic!("{error}"));
    introspect::assert_is(&database, &schema(migrations, migrations.embedded().len()), "again").await;
    if count < migrations.embedded().len() {
        let error = client.rollback(&migrator, 1).await.unwrap_err();
        assert!(matches!(error.cause(), Error::Irreversible { .. }), "{error}");
    }
    client.close().await;
    database.close().await;
}

#[tokio::test]
async fn the_metastore_of_quickwit() {
    let rows = [
        (2, "INSERT INTO indexes (index_id, index_metadata_json) VALUES ('logs', '{}')"),
        (
            2,
            "INSERT INTO splits (split_id, split_state, tags, split_metadata_json, index_id) VALUES ('s', 'Staged', '{a}', '{}', 'logs')",
        ),
        (4, "INSERT INTO delete_tasks (index_id, delete_query_json) VALUES ('logs', '{}')"),
        (
            8,
            "INSERT INTO shards (index_uid, source_id, leader_id, shard_state, publish_position_inclusive) VALUES ('logs', 'a', 'b', 'open', '')",
        ),
        (14, "UPDATE splits SET split_state = 'Published'; DELETE FROM shards"),
    ];
    goes_forth_and_back(&QUICKWIT, Dialect::Postgres, &rows, 14).await;
}

#[tokio::test]
async fn rauthy_on_both_of_its_databases() {
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        let rows = [
            (
                1,
                "INSERT INTO users (id, email, given_name, roles, enabled, created_at) VALUES ('u', 'a@b', 'Ann', '', true, 1)",
            ),
            (1, "INSERT INTO users_values (id, zip) VALUES ('u', 12345)"),
            (9, "INSERT INTO pam_users (name, gid, email, shell) SELECT 'ann', min(id), 'a@b', 'sh' FROM pam_groups"),
            (10, "DELETE FROM pam_users"),
        ];
        goes_forth_and_back(&RAUTHY, dialect, &rows, 10).await;
    }
}

#[tokio::test]
async fn the_coordinator_of_10101() {
    let rows = [
        (2, "INSERT INTO orders (price, maker_id, direction, quantity) VALUES (1.5, 'm', 'long', 2)"),
        (3, "INSERT INTO positions (contract_symbol, leverage, quantity, direction, position_state, collateral, expiry_timestamp, trader_pubkey)
             VALUES ('BtcUsd', 2, 1, 'long', 'Open', 100, now(), 'key')"),
        (3, "INSERT INTO trades (position_id, quantity, trader_pubkey) VALUES (1, 1, 'key')"),
        (6, "INSERT INTO channels (user_channel_id, inbound_sats, outbound_sats, channel_state, trader_pubkey) VALUES ('c', 1, 2, 'Open', 'key')"),
    ];
    goes_forth_and_back(&COORDINATOR, Dialect::Postgres, &rows, 11).await;
}

#[tokio::test]
async fn the_app_of_10101() {
    let rows = [
        (
            1,
            "INSERT INTO orders (id, leverage, quantity, contract_symbol, direction, status, execution_price)
             VALUES ('o', 2, 100, 'BtcUsd', 'long', 'filled', 50000)",
        ),
        (
            6,
            "INSERT INTO trades (order_id, price, fee_sats, timestamp) VALUES ('o', 1, 30, '2024-01-01T00:00:00+00:00')",
        ),
    ];
    goes_forth_and_back(&MOBILE, Dialect::Sqlite, &rows, 7).await;
}
