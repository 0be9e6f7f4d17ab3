//! Databases for tests on MySQL and MariaDB, which copy no databases: tables are made as `SHOW CREATE TABLE` shows them.

use std::sync::atomic::{AtomicBool, Ordering};

use covet_core::{Dialect, sql};
use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, MySqlConnection, Row as _};

use super::address::{not_relied_on, parsed, wanted};
use super::database::sealed::Make;
use super::database::{Made, TEST, Testable, digest, fresh_name, is_left_behind};
use super::error::{Error, Result};
use crate::embedded::{BoxFuture, Migrations};

impl Testable for sqlx::MySql {}

impl Make for sqlx::MySql {
    fn make<'a>(url: &'a str, migrations: Option<Migrations>) -> BoxFuture<'a, Result<Made<Self>>> {
        Box::pin(async move {
            let options = options(url)?;
            let mut admin = options.connect().await?;
            drop_what_is_left_behind(&mut admin).await?;
            let name = fresh_name();
            run(&mut admin, &format!("CREATE DATABASE {name}")).await?;
            if let Some(migrations) = migrations {
                fill(&mut admin, &options, migrations, &name).await?;
            }
            let _ = admin.close().await;
            let options = options.database(&name);
            let url = options.to_url_lossy().to_string();
            Ok(Made { pool: MySqlPoolOptions::new().connect_lazy_with(options), name, url })
        })
    }

    fn unmake(url: String, name: String) -> BoxFuture<'static, Result<()>> {
        Box::pin(async move {
            let mut admin = options(&url)?.connect().await?;
            let sessions = format!(
                "SELECT CAST(id AS SIGNED) FROM information_schema.processlist \
                 WHERE db = '{name}' AND id <> CONNECTION_ID()"
            );
            let sessions: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sessions)).fetch_all(&mut admin).await?;
            for session in sessions {
                // It may have ended by itself. One with a transaction open would be waited for.
                run(&mut admin, &format!("KILL {session}")).await.ok();
            }
            run(&mut admin, &format!("DROP DATABASE IF EXISTS {name}")).await
        })
    }
}

pub(super) fn options(url: &str) -> Result<MySqlConnectOptions> {
    wanted(url, Dialect::MySql, "the one for `sqlx::MySql`")?;
    let options: MySqlConnectOptions = parsed(url)?;
    not_relied_on([Some(options.get_host()), options.get_database()])?;
    Ok(options.disable_statement_logging())
}

async fn run(admin: &mut MySqlConnection, sql: &str) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(admin).await?;
    Ok(())
}

async fn texts(admin: &mut MySqlConnection, query: &str) -> Result<Vec<String>> {
    let rows = sqlx::raw_sql(AssertSqlSafe(query)).fetch_all(admin).await?;
    Ok(rows.iter().map(|row| row.try_get_unchecked(0)).collect::<Result<_, _>>()?)
}

/// Copies the template; or applies the migrations, where it has what cannot be copied by a statement.
async fn fill(
    admin: &mut MySqlConnection,
    options: &MySqlConnectOptions,
    migrations: Migrations,
    name: &str,
) -> Result<()> {
    let template = format!("covet_template_{}", digest(migrations, Dialect::MySql));
    ready(admin, options, migrations, &template).await?;
    match has_tables_alone(admin, &template).await? {
        true => {
            let mut inside = options.clone().database(name).connect().await?;
            copy(&mut inside, &template).await?;
            let _ = inside.close().await;
            Ok(())
        }
        false => apply(options, migrations, name).await,
    }
}

async fn apply(options: &MySqlConnectOptions, migrations: Migrations, name: &str) -> Result<()> {
    let pool = MySqlPoolOptions::new().max_connections(1).connect_lazy_with(options.clone().database(name));
    let outcome = migrations.run(&pool).await;
    pool.close().await;
    outcome.map(drop).map_err(|error| Error::Template(Box::new(error)))
}

/// Makes the template where it is not there, one process after the other; what one left that was killed is gone on with.
async fn ready(
    admin: &mut MySqlConnection,
    options: &MySqlConnectOptions,
    migrations: Migrations,
    template: &str,
) -> Result<()> {
    run(admin, &format!("DO GET_LOCK('{template}', 600)")).await?;
    run(admin, &format!("CREATE DATABASE IF NOT EXISTS {template}")).await?;
    apply(options, migrations, template).await?;
    run(admin, &format!("DO RELEASE_LOCK('{template}')")).await
}

async fn has_tables_alone(admin: &mut MySqlConnection, template: &str) -> Result<bool> {
    let others = format!(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = '{template}' AND table_type <> 'BASE TABLE'
         UNION ALL SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = '{template}'
         UNION ALL SELECT routine_name FROM information_schema.routines WHERE routine_schema = '{template}'
         UNION ALL SELECT event_name FROM information_schema.events WHERE event_schema = '{template}'"
    );
    Ok(texts(admin, &others).await?.is_empty())
}

/// Makes every table of the template, with its rows, in the database of this connection.
async fn copy(inside: &mut MySqlConnection, template: &str) -> Result<()> {
    let writer = sql::writer(Dialect::MySql);
    // Keys may refer to what comes later, and an id may be 0.
    let mut statements =
        vec!["SET foreign_key_checks = 0, unique_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'".to_owned()];
    let tables = format!("SELECT table_name FROM information_schema.tables WHERE table_schema = '{template}'");
    for table in texts(inside, &tables).await? {
        let show = format!("SHOW CREATE TABLE {template}.{}", writer.ident(&table));
        let shown = sqlx::raw_sql(AssertSqlSafe(show)).fetch_one(&mut *inside).await?;
        statements.push(shown.try_get_unchecked(1)?);
        let columns = format!(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = '{template}' AND table_name = {} \
             AND coalesce(generation_expression, '') = '' ORDER BY ordinal_position",
            writer.text(&table)
        );
        let columns = texts(inside, &columns).await?;
        let columns = columns.iter().map(|name| writer.ident(name)).collect::<Vec<_>>().join(", ");
        let table = writer.ident(&table);
        statements.push(format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM {template}.{table}"));
    }
    run(inside, &statements.join(";\n")).await
}

/// Once in a process, drops what tests have left behind that were killed.
async fn drop_what_is_left_behind(admin: &mut MySqlConnection) -> Result<()> {
    static DONE: AtomicBool = AtomicBool::new(false);
    if DONE.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let unused = format!(
        "SELECT schema_name FROM information_schema.schemata WHERE left(schema_name, {}) = '{TEST}' \
         AND schema_name NOT IN (SELECT db FROM information_schema.processlist WHERE db IS NOT NULL)",
        TEST.len()
    );
    for name in texts(admin, &unused).await?.iter().filter(|name| is_left_behind(name)) {
        // Another process may be at it as well.
        run(admin, &format!("DROP DATABASE IF EXISTS {name}")).await.ok();
    }
    Ok(())
}
