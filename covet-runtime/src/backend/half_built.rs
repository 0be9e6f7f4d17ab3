//! Indexes of PostgreSQL that `CREATE` or `DROP INDEX CONCURRENTLY` has left half-built.
//!
//! Such an index has its name and its definition, may be written to and is never read. `IF NOT EXISTS` would take it for the
//! real one, and the next build fails because of it.

use std::time::Duration;

use covet_core::normal::normalise;
use covet_core::plan::{Condition, Step};
use covet_core::schema::Index;
use covet_core::{Dialect, Ident, TableName, sql};
use tracing::info;

use super::Ground;
use crate::connection::Connection;
use crate::error::Result;
use crate::introspect::SchemaIntrospector;

/// Drops what is left of the index that a step builds or drops, once nobody is at it any more. Where a step that builds one
/// finds another definition, so that it is none of the step's, it stays, and that is said.
///
/// # Errors
/// When the catalogue cannot be read, or the index cannot be dropped.
pub(super) async fn clear_away(
    connection: &mut Connection<'_>,
    ground: &Ground,
    step: &Step,
) -> Result<Option<String>> {
    let Some(subject) = subject(&step.after) else { return Ok(None) };
    let (table, name) = (subject.table, subject.name);
    loop {
        match state(connection, ground, table, name).await? {
            State::Whole => return Ok(None),
            State::BeingBuilt(session) => {
                info!(index = %name, %session, "waiting for a session that is still building the index");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            State::HalfBuilt => break,
        }
    }
    if let Some(index) = subject.built
        && !is_ours(connection, ground, table, index).await?
    {
        return Ok(Some(format!("index `{name}` was left half-built, with another definition")));
    }
    let qualified = TableName { schema: Some(schema_of(ground, table).as_str().into()), ..table.clone() };
    let drop = sql::writer(Dialect::Postgres).drop_index_concurrently(&qualified, name);
    info!(index = %name, "dropping what an earlier run left of the index");
    connection.execute(&drop).await?;
    Ok(None)
}

/// The index that a step is about.
struct Subject<'a> {
    table: &'a TableName,
    name: &'a Ident,
    /// Its definition, where the step builds it.
    built: Option<&'a Index>,
}

fn subject(after: &Condition) -> Option<Subject<'_>> {
    match after {
        Condition::Index(table, index) => Some(Subject { table, name: &index.name, built: Some(index) }),
        Condition::NoIndex(table, name) => Some(Subject { table, name, built: None }),
        Condition::All(all) => all.iter().find_map(subject),
        _ => None,
    }
}

fn schema_of(ground: &Ground, table: &TableName) -> String {
    table.schema.as_ref().map_or_else(|| ground.schema.clone(), ToString::to_string)
}

enum State {
    /// It is valid, or not there at all.
    Whole,
    /// A session is building it.
    BeingBuilt(String),
    /// It is not valid, and nobody builds it.
    HalfBuilt,
}

async fn state(connection: &mut Connection<'_>, ground: &Ground, table: &TableName, name: &Ident) -> Result<State> {
    let text = |text: &str| sql::writer(Dialect::Postgres).text(text);
    let question = format!(
        "SELECT (SELECT p.pid FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid LIMIT 1) \
         FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE NOT i.indisvalid AND c.relname = {} AND n.nspname = {}",
        text(name),
        text(&schema_of(ground, table))
    );
    Ok(match connection.rows(&question).await?.into_iter().next() {
        None => State::Whole,
        Some(row) => row.into_iter().next().flatten().map_or(State::HalfBuilt, State::BeingBuilt),
    })
}

/// Whether what is half-built has the definition of the step's index.
async fn is_ours(connection: &mut Connection<'_>, ground: &Ground, table: &TableName, index: &Index) -> Result<bool> {
    let introspector = SchemaIntrospector::new(connection).in_schemas([schema_of(ground, table)]);
    let live = normalise(&introspector.with_half_built().schema().await?.schema, Dialect::Postgres);
    // A table of the schema that the connection is in has no schema before its name.
    Ok(live.tables().any(|found| found.name.name == table.name && found.indexes.contains(index)))
}
