//! Reads a live database into a schema.

mod draft;
#[cfg(feature = "mysql")]
mod mysql;
mod objects;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod unmodelled;

use covet_core::normal::normalise;
use covet_core::schema::{Check, Column, ForeignKey, Index, PrimaryKey, Table, Unique};
use covet_core::{Dialect, Schema, TableName};

#[cfg(feature = "sqlite")]
pub(crate) use sqlite::generated_columns;
pub use unmodelled::{Unmodelled, What};

use crate::backend::Ground;
use crate::connection::Connection;
use crate::error::Result;
use draft::Draft;

/// The tables that Covet keeps for itself.
const OWN_TABLES: [&str; 3] = ["covet_migrations", "covet_log", "covet_migrations_lease"];

/// Reads what stands in a database.
///
/// The whole schema takes the same few queries whatever the number of its tables: two messages on PostgreSQL, six on MySQL
/// and MariaDB, two on SQLite. Nothing is written, and the session is left as it was.
///
/// Read are the tables of the schema (in MySQL: database) that the connection is in, or of those that
/// [`in_schemas`](SchemaIntrospector::in_schemas) names. Not read are tables of the system and of extensions, and Covet's
/// own.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// async fn show(connection: &mut sqlx::SqliteConnection) -> covet_runtime::Result<()> {
///     use covet_runtime::{Connection, SchemaIntrospector};
///
///     let mut connection = Connection::Sqlite(connection);
///     let found = SchemaIntrospector::new(&mut connection).schema().await?;
///     for table in found.schema.tables() {
///         println!("{} has {} columns", table.name, table.columns.len());
///     }
///     for rest in &found.unmodelled {
///         println!("not modelled: {rest}");
///     }
///     Ok(())
/// }
/// ```
#[derive(Debug)]
pub struct SchemaIntrospector<'a, 'c> {
    connection: &'a mut Connection<'c>,
    schemas: Vec<String>,
    ignored: Vec<String>,
    half_built: bool,
}

/// What stands in a database.
#[derive(Clone, Debug)]
pub struct Introspected {
    /// The family of the database.
    pub dialect: Dialect,
    /// The tables. Expressions are as the database gives them back, without parentheses around the whole; types that are
    /// none of Covet's are custom types.
    pub schema: Schema,
    /// What has no place in the schema, so that nothing is lost in silence.
    pub unmodelled: Vec<Unmodelled>,
}

impl Introspected {
    /// What differs between the schema that was expected and what stands in the database, a line for each difference.
    ///
    /// Both are compared in the form that the database can tell: see [`normalise`]. Objects (views, triggers and their like)
    /// must be there by kind and name, in SQLite with their texts as well; others than the declared ones are no difference,
    /// and are given by [`undeclared`](Introspected::undeclared). What else has no place in a schema is not compared.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// async fn is_as(db: &mut covet_runtime::Connection<'_>, expected: &covet_core::Schema) -> covet_runtime::Result<bool> {
    ///     let found = covet_runtime::SchemaIntrospector::new(db).schema().await?;
    ///     Ok(found.differences(expected).is_empty())
    /// }
    /// ```
    pub fn differences(&self, expected: &Schema) -> Vec<String> {
        let mut lines = normalise(expected, self.dialect).differences(&normalise(&self.schema, self.dialect));
        lines.extend(self.object_differences(expected));
        lines
    }
}

/// The constraints of a table.
///
/// ```
/// use covet_runtime::Constraints;
/// fn is_keyless(constraints: &Constraints) -> bool {
///     constraints.primary_key.is_none() && constraints.uniques.is_empty()
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// The primary key.
    pub primary_key: Option<PrimaryKey>,
    /// The unique constraints; on MySQL unique indexes as well, which are the same there.
    pub uniques: Vec<Unique>,
    /// The foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// The checks.
    pub checks: Vec<Check>,
}

/// What is to be read.
#[cfg_attr(not(any(feature = "postgres", feature = "mysql")), allow(dead_code, reason = "SQLite reads the whole file"))]
struct Scope<'a> {
    /// The schemas; the one that the connection is in when there are none.
    schemas: &'a [String],
    /// The only table; all of them when there is none.
    table: Option<&'a TableName>,
    /// Indexes that were left half-built are read as if they were whole.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "the others have none"))]
    half_built: bool,
}

impl<'a, 'c> SchemaIntrospector<'a, 'c> {
    /// Reads by this connection.
    pub fn new(connection: &'a mut Connection<'c>) -> Self {
        let ignored = OWN_TABLES.map(str::to_owned).to_vec();
        SchemaIntrospector { connection, schemas: Vec::new(), ignored, half_built: false }
    }

    /// Reads the schema that migrations run in, and those that these names are qualified with.
    pub(crate) fn of_run<'n>(
        connection: &'a mut Connection<'c>,
        ground: &Ground,
        dialect: Dialect,
        names: impl IntoIterator<Item = &'n TableName>,
    ) -> Self {
        let introspector = SchemaIntrospector::new(connection);
        if !dialect.capabilities().qualified_names {
            return introspector;
        }
        let mut schemas = vec![ground.schema.clone()];
        schemas.extend(names.into_iter().filter_map(|name| Some(name.schema.as_ref()?.to_string())));
        schemas.sort();
        schemas.dedup();
        introspector.in_schemas(schemas)
    }

    /// Reads these schemas (in MySQL: databases) instead of the one that the connection is in.
    ///
    /// Their tables have qualified names, but for those of the schema that the connection is in. SQLite has one schema
    /// alone.
    pub fn in_schemas(mut self, schemas: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.schemas = schemas.into_iter().map(Into::into).collect();
        self
    }

    /// Leaves out these tables as well: a tracking table that has another name than the usual.
    pub fn without(mut self, tables: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.ignored.extend(tables.into_iter().map(Into::into));
        self
    }

    /// Reads indexes that were left half-built as if they were whole, instead of saying that they are there.
    #[cfg(feature = "postgres")]
    pub(crate) fn with_half_built(mut self) -> Self {
        self.half_built = true;
        self
    }

    /// Everything.
    ///
    /// # Errors
    /// When the database cannot be asked, or shows something that is not text in UTF-8.
    pub async fn schema(&mut self) -> Result<Introspected> {
        let draft = self.read(None).await?;
        Ok(draft.finish(|name| self.ignored.iter().any(|ignored| ignored == name)))
    }

    /// The names of all tables, in order.
    ///
    /// # Errors
    /// As [`schema`](SchemaIntrospector::schema).
    pub async fn get_tables(&mut self) -> Result<Vec<TableName>> {
        Ok(self.schema().await?.schema.tables().map(|table| table.name.clone()).collect())
    }

    /// One table; nothing where there is none of that name.
    ///
    /// What stands on it and has no place in a schema is given by [`schema`](SchemaIntrospector::schema) alone.
    ///
    /// # Errors
    /// As [`schema`](SchemaIntrospector::schema).
    pub async fn get_table(&mut self, name: &TableName) -> Result<Option<Table>> {
        let draft = self.read(Some(name)).await?;
        Ok(draft.finish(|_| false).schema.table(name).cloned())
    }

    /// The columns of a table, in order; none where there is no table of that name.
    ///
    /// # Errors
    /// As [`schema`](SchemaIntrospector::schema).
    pub async fn get_columns(&mut self, table: &TableName) -> Result<Vec<Column>> {
        Ok(self.get_table(table).await?.map_or_else(Vec::new, |table| table.columns))
    }

    /// The indexes of a table, without those of its constraints.
    ///
    /// # Errors
    /// As [`schema`](SchemaIntrospector::schema).
    pub async fn get_indexes(&mut self, table: &TableName) -> Result<Vec<Index>> {
        Ok(self.get_table(table).await?.map_or_else(Vec::new, |table| table.indexes))
    }

    /// The constraints of a table.
    ///
    /// # Errors
    /// As [`schema`](SchemaIntrospector::schema).
    pub async fn get_constraints(&mut self, table: &TableName) -> Result<Constraints> {
        let Some(table) = self.get_table(table).await? else { return Ok(Constraints::default()) };
        let Table { primary_key, uniques, foreign_keys, checks, .. } = table;
        Ok(Constraints { primary_key, uniques, foreign_keys, checks })
    }

    async fn read(&mut self, table: Option<&TableName>) -> Result<Draft> {
        let scope = Scope { schemas: &self.schemas, table, half_built: self.half_built };
        match self.connection {
            #[cfg(feature = "postgres")]
            Connection::Postgres(_) => postgres::read(self.connection, &scope).await,
            #[cfg(feature = "mysql")]
            Connection::MySql(_) => mysql::read(self.connection, &scope).await,
            #[cfg(feature = "sqlite")]
            Connection::Sqlite(_) => {
                let _ = &scope;
                sqlite::read(self.connection).await
            }
        }
    }
}
