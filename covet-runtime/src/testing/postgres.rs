//! Databases for tests on PostgreSQL: copies of a template database.

use std::sync::atomic::{AtomicBool, Ordering};

use covet_core::{Checksum, Dialect};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};

use super::address::{not_relied_on, parsed, wanted};
use super::database::sealed::Make;
use super::database::{Made, TEST, Testable, digest, fresh_name, is_left_behind};
use super::error::{Error, Result};
use crate::embedded::{BoxFuture, Migrations};

impl Testable for sqlx::Postgres {}

impl Make for sqlx::Postgres {
    fn make<'a>(url: &'a str, migrations: Option<Migrations>) -> BoxFuture<'a, Result<Made<Self>>> {
        Box::pin(async move {
            let options = options(url)?;
            let mut admin = options.connect().await?;
            drop_what_is_left_behind(&mut admin).await?;
            let name = fresh_name();
            match migrations {
                Some(migrations) => copy(&mut admin, &options, migrations, &name).await?,
                None => run(&mut admin, &format!("CREATE DATABASE {name}")).await?,
            }
            let _ = admin.close().await;
            let options = options.database(&name);
            let url = options.to_url_lossy().to_string();
            Ok(Made { pool: PgPoolOptions::new().connect_lazy_with(options), name, url })
        })
    }

    fn unmake(url: String, name: String) -> BoxFuture<'static, Result<()>> {
        Box::pin(async move {
            // From another database: one cannot be dropped from within.
            let mut admin = options(&url)?.database("postgres").connect().await?;
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname =";
            run(&mut admin, &format!("{end} '{name}'")).await?;
            run(&mut admin, &format!("DROP DATABASE IF EXISTS {name}")).await
        })
    }
}

pub(super) fn options(url: &str) -> Result<PgConnectOptions> {
    wanted(url, Dialect::Postgres, "the one for `sqlx::Postgres`")?;
    let options: PgConnectOptions = parsed(url)?;
    not_relied_on([Some(options.get_host()), options.get_database()])?;
    Ok(options.disable_statement_logging())
}

async fn run(admin: &mut PgConnection, sql: &str) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(admin).await?;
    Ok(())
}

/// Copies the template. It may go while nobody holds it: then it is made again.
async fn copy(admin: &mut PgConnection, options: &PgConnectOptions, migrations: Migrations, name: &str) -> Result<()> {
    let template = format!("covet_template_{}", digest(migrations, Dialect::Postgres));
    for _ in 0..2 {
        ready(admin, options, migrations, &template).await?;
        match run(admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await {
            Err(error) if has_code(&error, &["3D000"]) => {}
            outcome => return outcome,
        }
    }
    run(admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await
}

/// Makes the template where it is not there. One that is marked as a template is finished; nobody connects to it any more, and
/// it can be copied by many at once.
async fn ready(
    admin: &mut PgConnection,
    options: &PgConnectOptions,
    migrations: Migrations,
    template: &str,
) -> Result<()> {
    let state = format!("SELECT datistemplate FROM pg_database WHERE datname = '{template}'");
    let finished = async |admin: &mut PgConnection| -> Result<Option<bool>> {
        Ok(sqlx::query_scalar(AssertSqlSafe(state.clone())).fetch_optional(admin).await?)
    };
    if finished(admin).await? == Some(true) {
        return Ok(());
    }
    let hash = Checksum::of(template.as_bytes()).0;
    let key = i64::from_be_bytes(std::array::from_fn(|at| hash[at]));
    run(admin, &format!("SELECT pg_advisory_lock({key})")).await?;
    let state = finished(admin).await?;
    if state.is_none() {
        match run(admin, &format!("CREATE DATABASE {template}")).await {
            // Whoever connects by another database has locks of their own. Migrating, we do not meet.
            Err(error) if has_code(&error, &["42P04", "23505"]) => {}
            outcome => outcome?,
        }
    }
    if state != Some(true) {
        let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(options.clone().database(template));
        // What a process left that was killed is gone on with.
        let outcome = migrations.run(&pool).await;
        pool.close().await;
        outcome.map_err(|error| Error::Template(Box::new(error)))?;
        run(admin, &format!("ALTER DATABASE {template} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")).await?;
    }
    run(admin, &format!("SELECT pg_advisory_unlock({key})")).await
}

/// Once in a process, drops what tests have left behind that were killed.
async fn drop_what_is_left_behind(admin: &mut PgConnection) -> Result<()> {
    static DONE: AtomicBool = AtomicBool::new(false);
    if DONE.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let unused = format!(
        "SELECT datname::text FROM pg_database d WHERE starts_with(datname::text, '{TEST}') \
         AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)"
    );
    let names: Vec<String> = sqlx::query_scalar(AssertSqlSafe(unused)).fetch_all(&mut *admin).await?;
    for name in names.iter().filter(|name| is_left_behind(name)) {
        // Another process may be at it as well.
        run(admin, &format!("DROP DATABASE IF EXISTS {name}")).await.ok();
    }
    Ok(())
}

fn has_code(error: &Error, codes: &[&str]) -> bool {
    let Error::Covet(error) = error else { return false };
    let crate::Error::Database(error) = &**error else { return false };
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| codes.contains(&&*code))
}
