//! Making an SQLite table anew without losing anything that the migrations do not know of.
//!
//! The protocol is that of <https://www.sqlite.org/lang_altertable.html#otheralter>, with a check before it that the
//! live table is the expected one, and checks after it that no row and no reference was lost.

use covet_core::plan::Rebuild;
use covet_core::schema::{Object, ObjectKind};
use covet_core::{Dialect, sql};

use crate::connection::Connection;
use crate::error::{Error, Result};

/// Carries out a rebuild, inside a transaction and with foreign keys switched off.
///
/// # Errors
/// [`Error::Drift`] where the live table is another than the expected one; nothing has run then.
pub(crate) async fn rebuild(connection: &mut Connection<'_>, rebuild: &Rebuild) -> Result<()> {
    let name = rebuild.expected.name.to_string();
    super::drift::check(connection, rebuild).await?;
    let dependents = Dependents::of(connection, rebuild).await?;
    let broken_before = broken_references(connection, rebuild).await?;
    let rows_before = count(connection, &name).await?;
    // With views or triggers that use the table, RENAME would look at them while the table is away, and fail.
    let legacy = value(connection, "PRAGMA legacy_alter_table").await?;
    connection
        .execute(&format!("PRAGMA legacy_alter_table = {}", if dependents.are_elsewhere { "ON" } else { "OFF" }))
        .await?;
    let outcome = replace(connection, rebuild, &dependents).await;
    connection.execute(&format!("PRAGMA legacy_alter_table = {legacy}")).await?;
    outcome?;
    let rows_after = count(connection, &rebuild.target.name.to_string()).await?;
    if rows_before != rows_after {
        return Err(drift(&name, vec![format!("it has {rows_before} rows, and its copy has {rows_after}")]));
    }
    let broken_after = broken_references(connection, rebuild).await?;
    if broken_after > broken_before {
        let new = broken_after - broken_before;
        return Err(drift(&name, vec![format!("{new} foreign key(s) to it or from it would not hold any more")]));
    }
    Ok(())
}

async fn replace(connection: &mut Connection<'_>, rebuild: &Rebuild, dependents: &Dependents) -> Result<()> {
    for statement in rebuild.statements.iter().chain(&dependents.statements) {
        connection.execute(statement).await?;
    }
    Ok(())
}

fn drift(table: &str, differences: Vec<String>) -> Error {
    Error::Drift { table: table.to_owned(), differences }
}

fn writer() -> &'static dyn sql::Writer {
    sql::writer(Dialect::Sqlite)
}

async fn value(connection: &mut Connection<'_>, query: &str) -> Result<String> {
    let rows = connection.rows(query).await?;
    Ok(rows.into_iter().next().and_then(|row| row.into_iter().next().flatten()).unwrap_or_default())
}

async fn count(connection: &mut Connection<'_>, table: &str) -> Result<u64> {
    let text = value(connection, &format!("SELECT count(*) FROM main.{}", writer().ident(table))).await?;
    text.parse().map_err(Error::other)
}

/// How many rows of the table and of those that refer to it have a reference that leads nowhere.
async fn broken_references(connection: &mut Connection<'_>, rebuild: &Rebuild) -> Result<usize> {
    let mut broken = 0;
    for table in &rebuild.referrers {
        let query = format!("SELECT count(*) FROM pragma_foreign_key_check({})", writer().text(&table.to_string()));
        broken += value(connection, &query).await?.parse::<usize>().map_err(Error::other)?;
    }
    Ok(broken)
}

/// What stands on a table or uses it, and is made anew after it, beside what the migrations know of.
struct Dependents {
    statements: Vec<String>,
    /// Whether a view, or a trigger of another table or view, may use it.
    are_elsewhere: bool,
}

impl Dependents {
    /// Triggers of the table and of the views that the statements drop, and indexes of the table: all are dropped with
    /// these, and those that the migrations do not know of are in no statement.
    ///
    /// Other views are not dropped; they are found again by name.
    async fn of(connection: &mut Connection<'_>, rebuild: &Rebuild) -> Result<Dependents> {
        let views = rebuild.objects.iter().filter(|object| object.kind == ObjectKind::View);
        let dropped = views.map(|view| &view.name).chain([&rebuild.expected.name]);
        let dropped: Vec<String> = dropped.map(|name| writer().text(&name.to_string().to_ascii_lowercase())).collect();
        let query = format!(
            "SELECT type, name, sql, lower(tbl_name) IN ({}) AND type <> 'view' FROM main.sqlite_schema \
             WHERE sql IS NOT NULL AND type IN ('trigger', 'view', 'index') ORDER BY rowid",
            dropped.join(", ")
        );
        let mut found = Dependents { statements: Vec::new(), are_elsewhere: false };
        for row in connection.rows(&query).await? {
            let [Some(kind), Some(name), Some(sql), own] = &row[..] else { continue };
            let own = own.as_deref() == Some("1");
            found.are_elsewhere |= kind != "index" && !knows_object(rebuild, kind, name);
            if own && !knows(rebuild, kind, name) {
                found.statements.push(sql.clone());
            }
        }
        Ok(found)
    }
}

/// Whether something is of the migrations: the statements of the rebuild make it, or leave it out on purpose.
fn knows(rebuild: &Rebuild, kind: &str, name: &str) -> bool {
    match kind {
        "index" => rebuild.expected.constraint_names().any(|known| known.eq_ignore_ascii_case(name)),
        kind => knows_object(rebuild, kind, name),
    }
}

fn knows_object(rebuild: &Rebuild, kind: &str, name: &str) -> bool {
    let is = |object: &Object| object.kind.to_string() == kind && object.name.name.eq_ignore_ascii_case(name);
    rebuild.objects.iter().any(is)
}
