//! Asking a database what it has recorded.

use crate::backend::{Backend, Fault, Ground, in_role};
use crate::connection::Connection;
use crate::embedded::Embedded;
use crate::error::{Error, Result, said};
use crate::history::{History, Row};
use crate::options::Options;
use crate::run::Goal;
use crate::source::Session;
use crate::stored::Stored;
use crate::tracking::{self, Head, Tracking};

/// Asks by one statement whether anything has to be done.
///
/// # Errors
/// When the table cannot be read; that it is missing is an answer.
pub(crate) async fn head(session: &mut Session<'_>, embedded: &[Embedded], options: &Options) -> Result<Head> {
    let backend = session.backend();
    let table = backend.table(options.schema.as_deref(), &options.table);
    let tracking = Tracking { backend, table: &table, log: None };
    let role = backend.role(options);
    let question = in_role(role.as_deref(), &tracking.head(embedded, &backend.stands_here(options)));
    match session.connection().script(&question).await {
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
    let tracking = Tracking { backend, table: &ground.table, log: None };
    match connection.script(&in_role(ground.role.as_deref(), &tracking.rows())).await {
        Ok(answer) => Ok(tracking::read(answer, &ground.table)?.known_as(embedded)),
        Err(stopped) if backend.fault(&stopped.error) == Fault::MissingTable => Ok(History::default()),
        Err(stopped) => Err(unreadable(backend, &ground.table, Some(ground), stopped.error)),
    }
}

/// The same for a run: to roll back, also what is recorded to undo the migrations that the binary does not embed.
pub(crate) async fn read_for(
    goal: Goal,
    connection: &mut Connection<'_>,
    backend: &'static dyn Backend,
    ground: &Ground,
    embedded: &[Embedded],
) -> Result<History> {
    let mut history = read(connection, backend, ground, embedded).await?;
    let is_unknown = |row: &&Row| embedded.iter().all(|one| one.id() != row.id);
    let ids: Vec<_> = history.rows.iter().filter(is_unknown).map(|row| row.id.clone()).collect();
    if goal == Goal::Applied || ids.is_empty() {
        return Ok(history);
    }
    let log = ground.log_table.as_deref().filter(|_| ground.log_exists);
    let tracking = Tracking { backend, table: &ground.table, log: None };
    let question = in_role(ground.role.as_deref(), &tracking.reverts(&ids, log));
    let answer = connection.script(&question).await;
    let answer = answer.map_err(|stopped| unreadable(backend, &ground.table, Some(ground), stopped.error))?;
    for found in answer.rows {
        let value = |at: usize| found.get(at).and_then(Option::as_deref);
        let (app, name) = (value(0).unwrap_or_default(), value(1).unwrap_or_default());
        if let Some(row) = history.rows.iter_mut().find(|row| row.id.app == app && row.id.name == name) {
            let text = value(2).unwrap_or_default().to_owned();
            row.stored = Some(Stored { text, logged: value(3).and_then(|digest| digest.parse().ok()) });
        }
    }
    Ok(history)
}

/// The tracking table is there and cannot be read.
pub(crate) fn unreadable(
    backend: &'static dyn Backend,
    table: &str,
    ground: Option<&Ground>,
    error: sqlx::Error,
) -> Error {
    match backend.fault(&error) {
        Fault::OtherShape => Error::ForeignTable { table: table.to_owned(), why: said(&error) },
        Fault::Denied => {
            let unknown = Ground { table: table.to_owned(), exists: true, ..Ground::default() };
            let grant = match ground {
                Some(ground) => backend.grant_for_tracking(ground),
                None => format!("GRANT SELECT ON {} TO <the user, or the role that was set>", unknown.table),
            };
            let doing = format!("read the tracking table {table}");
            Error::denied(doing, grant, error, "nothing was run")
        }
        _ => backend.error("ask", error),
    }
}
