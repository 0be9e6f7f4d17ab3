//! Asking a database what it has recorded.

use crate::backend::{Backend, Fault, Ground};
use crate::connection::Connection;
use crate::embedded::Embedded;
use crate::error::{Error, Result, said};
use crate::history::History;
use crate::options::Options;
use crate::source::Session;
use crate::tracking::{self, Head, Tracking};

/// Asks by one statement whether anything has to be done.
///
/// # Errors
/// When the table cannot be read; that it is missing is an answer.
pub(crate) async fn head(session: &mut Session<'_>, embedded: &[Embedded], options: &Options) -> Result<Head> {
    let backend = session.backend();
    let table = backend.table(options.schema.as_deref(), &options.table);
    let tracking = Tracking { backend, table: &table };
    match session.connection().script(&tracking.head(embedded, &backend.stands_here(options))).await {
        Ok(answer) => Ok(tracking::judge(&answer, embedded, backend.dialect())),
        Err(stopped) => match backend.fault(&stopped.error) {
            Fault::MissingTable if embedded.is_empty() => Ok(Head::Current),
            Fault::MissingTable => Ok(Head::Unclear),
            _ => Err(unreadable(backend, &table, None, stopped.error)),
        },
    }
}

/// The recorded history, by the names that the binary has; none where there is no table.
pub(crate) async fn read(
    connection: &mut Connection<'_>,
    backend: &'static dyn Backend,
    ground: &Ground,
    embedded: &[Embedded],
) -> Result<History> {
    if !ground.exists {
        return Ok(History::default());
    }
    let tracking = Tracking { backend, table: &ground.table };
    match connection.script(&tracking.rows()).await {
        Ok(answer) => Ok(tracking::read(answer, &ground.table)?.known_as(embedded)),
        Err(stopped) if backend.fault(&stopped.error) == Fault::MissingTable => Ok(History::default()),
        Err(stopped) => Err(unreadable(backend, &ground.table, Some(ground), stopped.error)),
    }
}

/// The tracking table is there and cannot be read.
fn unreadable(backend: &'static dyn Backend, table: &str, ground: Option<&Ground>, error: sqlx::Error) -> Error {
    match backend.fault(&error) {
        Fault::OtherShape => Error::ForeignTable { table: table.to_owned(), why: said(&error) },
        Fault::Denied => {
            let unknown = Ground { table: table.to_owned(), exists: true, ..Ground::default() };
            let grant = match ground {
                Some(ground) => backend.grant_for_tracking(ground),
                None => format!("GRANT SELECT ON {} TO <the user>", unknown.table),
            };
            let doing = format!("read the tracking table {table}");
            Error::denied(doing, grant, error, "nothing was run")
        }
        _ => backend.error("ask", error),
    }
}
