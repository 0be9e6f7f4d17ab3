//! First migrations of apps that have nothing left to do, because what they make is there already: which they are is decided by
//! what stands in the database.
//!
//! It is decided before a round runs anything. On MySQL and MariaDB the session has the lock then; elsewhere it is looked
//! once more in the transaction that has it, and decided anew where that sees something else.

use std::collections::BTreeSet;

use covet_core::{Dialect, Schema, TableName};

use crate::backend::{Backend, Ground};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::history::History;
use crate::introspect::{Introspected, SchemaIntrospector};
use crate::options::Options;
use crate::report::Direction;
use crate::work::Work;

/// Has the first migrations of apps only recorded of which everything is there as they make it.
///
/// # Errors
/// [`Error::PartlyThere`] where neither running nor recording would be right.
pub(crate) async fn decide(
    connection: &mut Connection<'_>,
    backend: &'static dyn Backend,
    ground: &Ground,
    options: &Options,
    history: &History,
    works: &mut [Work],
) -> Result<()> {
    let mut apps: BTreeSet<String> = history.rows.iter().map(|row| row.id.app.clone()).collect();
    let first = |work: &&mut Work| work.direction == Direction::Apply && apps.insert(work.id().app.clone());
    for work in works.iter_mut().filter(first) {
        let made = Made::by(work);
        if made.is_nothing() {
            continue;
        }
        let live = made.read_alone(connection, backend, ground, options).await?;
        let is_begun = made.is_begun(&live);
        work.begun_before = Some(is_begun);
        if !is_begun {
            continue;
        }
        let differences = made.differences(live);
        if !differences.is_empty() {
            return Err(Error::PartlyThere { migration: work.id().clone(), differences });
        }
        work.fake();
    }
    Ok(())
}

/// Looks once more, where the lock is held, whether anything is there of what a migration makes.
///
/// # Errors
/// [`Error::PartlyThere`] where that is no longer as it was when it was decided.
pub(crate) async fn look(
    connection: &mut Connection<'_>,
    ground: &Ground,
    dialect: Dialect,
    work: &Work,
    was_begun: bool,
) -> Result<()> {
    let made = Made::by(work);
    let is_begun = made.is_begun(&made.read(connection, ground, dialect).await?);
    let moved = || Error::PartlyThere { migration: work.id().clone(), differences: Vec::new() };
    if is_begun == was_begun { Ok(()) } else { Err(moved()) }
}

/// What a migration makes.
struct Made {
    /// Everything as it leaves it: what it makes, and the tables of others that it changes.
    after: Schema,
    /// The tables that are new.
    tables: Vec<TableName>,
}

impl Made {
    fn by(work: &Work) -> Made {
        let (before, schema) = work.ends();
        let mut after = Schema::new();
        let touched = schema.touched().filter_map(|name| schema.table(name));
        touched.for_each(|table| after.insert(table.clone()));
        for name in schema.enums().filter(|name| schema.enum_values(name) != before.enum_values(name)) {
            after.insert_enum(name.clone(), schema.enum_values(name).unwrap_or_default().to_vec());
        }
        let objects = schema.objects().filter(|object| before.object(&object.id()).is_none());
        objects.for_each(|object| after.insert_object(object.clone()));
        let is_new = |name: &&TableName| before.table(name).is_none();
        let tables = after.tables().map(|table| &table.name).filter(is_new).cloned().collect();
        Made { after, tables }
    }

    fn is_nothing(&self) -> bool {
        self.tables.is_empty() && self.after.enums().next().is_none() && self.after.objects().next().is_none()
    }

    async fn read(&self, connection: &mut Connection<'_>, ground: &Ground, dialect: Dialect) -> Result<Introspected> {
        let names = self.after.tables().map(|table| &table.name);
        let names = names.chain(self.after.objects().map(|object| &object.name));
        SchemaIntrospector::of_run(connection, ground, dialect, names).schema().await
    }

    /// Reads in a transaction that is set up as one that runs migrations.
    async fn read_alone(
        &self,
        connection: &mut Connection<'_>,
        backend: &'static dyn Backend,
        ground: &Ground,
        options: &Options,
    ) -> Result<Introspected> {
        let mut transaction = connection.begin(backend.begin()).await?;
        let found = async {
            let mut inner = transaction.connection();
            for statement in backend.transaction_settings(ground, options) {
                inner.execute(&statement).await?;
            }
            self.read(&mut inner, ground, backend.dialect()).await
        };
        let found = found.await;
        transaction.rollback().await?;
        found
    }

    /// Whether anything of it is there.
    fn is_begun(&self, live: &Introspected) -> bool {
        self.tables.iter().any(|name| live.schema.table(name).is_some())
            || self.after.enums().any(|name| live.schema.enum_values(name).is_some())
            || live.declared(&self.after).next().is_some()
    }

    /// How what is there differs from it. What else is there is nobody's business.
    fn differences(&self, live: Introspected) -> Vec<String> {
        let mut schema = Schema::new();
        let tables = self.after.tables().filter_map(|table| live.schema.table(&table.name));
        tables.for_each(|table| schema.insert(table.clone()));
        for name in self.after.enums() {
            if let Some(values) = live.schema.enum_values(name) {
                schema.insert_enum(name.clone(), values.to_vec());
            }
        }
        Introspected { schema, ..live }.differences(&self.after)
    }
}
