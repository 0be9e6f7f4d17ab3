//! Databases for tests on SQLite: copies of a file.

use std::path::{Path, PathBuf};

use covet_core::Dialect;
use sqlx::Pool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::address::{not_relied_on, parsed, wanted};
use super::database::sealed::Make;
use super::database::{Made, Testable, digest, fresh_name};
use super::error::{Error, Result};
use crate::embedded::{BoxFuture, Migrations};

impl Testable for sqlx::Sqlite {}

impl Make for sqlx::Sqlite {
    fn make<'a>(url: &'a str, migrations: Option<Migrations>) -> BoxFuture<'a, Result<Made<Self>>> {
        Box::pin(async move {
            let options = options(url)?;
            if is_in_memory(url) {
                return in_memory(url, options, migrations).await;
            }
            let beside = options.get_filename().to_owned();
            let path = named(&beside, &fresh_name());
            if let Some(migrations) = migrations {
                let template = template(&beside, &options, migrations).await?;
                std::fs::copy(&template, &path).map_err(|error| file("copy", &template, error))?;
            }
            let options = options.filename(&path).create_if_missing(true);
            let name = path.display().to_string();
            let url = format!("sqlite://{name}?mode=rwc");
            Ok(Made { pool: SqlitePoolOptions::new().connect_lazy_with(options), name, url })
        })
    }

    fn unmake(_: String, name: String) -> BoxFuture<'static, Result<()>> {
        Box::pin(async move {
            for suffix in ["", "-journal", "-wal", "-shm"] {
                let path = PathBuf::from(format!("{name}{suffix}"));
                match std::fs::remove_file(&path) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(file("remove", &path, error));
                    }
                    _ => {}
                }
            }
            Ok(())
        })
    }
}

pub(super) fn options(url: &str) -> Result<SqliteConnectOptions> {
    wanted(url, Dialect::Sqlite, "the one for `sqlx::Sqlite`")?;
    let options: SqliteConnectOptions = parsed(url)?;
    let name = options.get_filename().file_stem().map(|stem| stem.to_string_lossy().into_owned());
    not_relied_on([name.as_deref()])?;
    Ok(options)
}

fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

fn file(what: &str, path: &Path, error: std::io::Error) -> Error {
    Error::File { doing: format!("{what} {}", path.display()), error }
}

/// Whatever has one connection alone has one content alone, which is gone with that.
async fn in_memory(
    url: &str,
    options: SqliteConnectOptions,
    migrations: Option<Migrations>,
) -> Result<Made<sqlx::Sqlite>> {
    let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = pool.connect_lazy_with(options);
    if let Some(migrations) = migrations {
        migrations.run(&pool).await.map_err(|error| Error::Template(Box::new(error)))?;
    }
    Ok(Made { pool, name: ":memory:".to_owned(), url: url.to_owned() })
}

/// The file that is copied. It gets its name when it is finished, at once: of two processes that make it, the later one
/// puts the same in its place.
async fn template(beside: &Path, options: &SqliteConnectOptions, migrations: Migrations) -> Result<PathBuf> {
    let finished = named(beside, &format!("template-{}", digest(migrations, Dialect::Sqlite)));
    if finished.exists() {
        return Ok(finished);
    }
    let making = named(beside, &format!("making-{}", fresh_name()));
    let pool: Pool<sqlx::Sqlite> = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_lazy_with(options.clone().filename(&making).create_if_missing(true));
    let outcome = migrations.run(&pool).await;
    pool.close().await;
    outcome.map_err(|error| Error::Template(Box::new(error)))?;
    std::fs::rename(&making, &finished).map_err(|error| file("rename", &making, error))?;
    Ok(finished)
}

/// A file beside another one, of which the name of the other tells.
fn named(beside: &Path, what: &str) -> PathBuf {
    let stem = beside.file_stem().map_or_else(|| "covet".into(), |stem| stem.to_string_lossy());
    beside.with_file_name(format!("{stem}-{what}.db"))
}
