//! The databases that Covet speaks to, and what each of them can do, as data.

mod server;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use server::{Has, Release, Server, Version};

/// A family of databases with one SQL.
///
/// ```
/// use covet_core::Dialect;
/// assert_eq!("mariadb".parse(), Ok(Dialect::MySql));
/// assert_eq!(Dialect::Postgres.to_string(), "postgres");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// All of them, in the order in which they are numbered.
    pub const ALL: [Dialect; 3] = [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite];

    /// The name in configuration files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Dialect::Postgres => "postgres",
            Dialect::MySql => "mysql",
            Dialect::Sqlite => "sqlite",
        }
    }

    /// Its place in [`Dialect::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// What this family of databases can do.
    pub fn capabilities(self) -> &'static Capabilities {
        match self {
            Dialect::Postgres => &POSTGRES,
            Dialect::MySql => &MYSQL,
            Dialect::Sqlite => &SQLITE,
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no database that Covet knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown database `{0}`: expected `postgres`, `mysql`, `mariadb` or `sqlite`")]
pub struct UnknownDialect(pub String);

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(text: &str) -> Result<Self, UnknownDialect> {
        match text {
            "postgres" | "postgresql" => Ok(Dialect::Postgres),
            "mysql" | "mariadb" => Ok(Dialect::MySql),
            "sqlite" => Ok(Dialect::Sqlite),
            other => Err(UnknownDialect(other.to_owned())),
        }
    }
}

impl Dialect {
    /// The dialect of the database that a URL names by its scheme.
    ///
    /// # Errors
    /// The scheme, where it names none; what stands behind it may be a password.
    ///
    /// ```
    /// use covet_core::Dialect;
    ///
    /// assert_eq!(Dialect::of_url("postgresql://me@localhost/shop"), Ok(Dialect::Postgres));
    /// assert_eq!(Dialect::of_url("oracle://me@localhost").unwrap_err().0, "oracle");
    /// ```
    pub fn of_url(url: &str) -> Result<Self, UnknownDialect> {
        url.split(':').next().unwrap_or_default().parse()
    }
}

/// What a database can do; the planner branches on these, never on the dialect's name.
///
/// Whether tables can be changed in place is no flag but [`Writer::alter`](crate::sql::Writer::alter): where it gives
/// nothing, a table is made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// A transaction covers DDL, so that a failed migration leaves nothing behind.
    pub transactional_ddl: bool,
    /// Tables stand in schemas that a name may be qualified with.
    pub qualified_names: bool,
    /// A foreign key needs an index on its columns; the server makes one where there is none.
    pub foreign_key_needs_index: bool,
    /// Indexes are part of their table's definition: made with it, and by ALTER TABLE afterwards.
    pub indexes_in_tables: bool,
    /// ADD COLUMN can bring the column's foreign key with it.
    pub references_in_columns: bool,
    /// ADD COLUMN works on a table with rows whatever the default is and whatever the column refers to.
    pub adds_any_column: bool,
    /// The type of a column can change while a foreign key joins it to another.
    pub retypes_keys: bool,
    /// A column can be altered by an expression that gives the new value.
    pub converts_by_expression: bool,
    /// The type of a column can change while a generated column uses it.
    pub retypes_sources: bool,
    /// A column can be renamed while a check uses it.
    pub renames_checked_columns: bool,
    /// `(a, b) > (1, 2)` is searched for in an index on both.
    pub searches_rows: bool,
    /// Views and triggers stay while what they use is dropped or altered, and work again once it is back.
    pub objects_stay: bool,
    /// `CREATE OR REPLACE` makes objects anew, without a moment in which they are missing.
    pub or_replace: bool,
    /// `CREATE OR REPLACE VIEW` makes any other view of one, also one with fewer columns.
    pub replaces_any_view: bool,
    /// Triggers of different tables can have one name.
    pub trigger_names_per_table: bool,
    /// The kinds of objects that there are.
    pub objects: Objects,
    /// A value of any type can be written as text, and the text compared with a value.
    pub any_key_as_text: bool,
    /// UPDATE sets columns one after another, so that an expression sees what those before it have set.
    pub sets_in_order: bool,
    /// An index can be built, and dropped, while others write to its table, if it is asked for.
    pub concurrent_indexes: bool,
    /// A unique index can become a constraint.
    pub keys_of_indexes: bool,
    /// Primary keys have names.
    pub names_primary_keys: bool,
    /// A valid check that says so spares looking for NULLs.
    pub not_null_by_check: bool,
    /// The servers that have several ways to carry out an ALTER TABLE, can be asked for one, and take several actions in
    /// one statement that commits by itself: what goes together there is one step.
    pub algorithms: &'static [Server],
    /// What tables, indexes and constraints can have beside what all databases know.
    pub features: Features,
    /// What is too much for it.
    pub limits: Limits,
}

/// The kinds of objects that only some databases have; all have views and triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objects {
    /// Functions and procedures.
    pub routines: bool,
    /// Sequences.
    pub sequences: Has,
    /// Materialized views.
    pub materialized_views: bool,
    /// Extensions.
    pub extensions: bool,
    /// Policies of row-level security.
    pub policies: bool,
    /// Exclusion constraints.
    pub exclusions: bool,
    /// Types and domains of the user's own.
    pub types: bool,
}

/// What only some databases have. What is not here is a finding, not left out in silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    /// Columns that hold lists.
    pub arrays: bool,
    /// Enums that are types of their own.
    pub enums: bool,
    /// Generated columns that are computed when they are read.
    pub virtual_columns: Has,
    /// `SET DEFAULT` as the action of a foreign key.
    pub set_default: bool,
    /// In a table with a schema in its name, a reference to a table without one means the schema in use.
    pub references_beyond_schema: bool,
    /// Foreign keys that wait for the end of the transaction.
    pub deferrable_keys: bool,
    /// Unique constraints that wait for the end of the transaction.
    pub deferrable_uniques: bool,
    /// Unique constraints and indexes in which NULL equals NULL.
    pub nulls_not_distinct: Has,
    /// Indexes on expressions.
    pub expression_indexes: Has,
    /// Indexes on the rows that meet a condition.
    pub partial_indexes: bool,
    /// Indexes that hold columns which they are not sorted by.
    pub index_include: bool,
    /// Indexes that say where NULL comes.
    pub index_nulls: bool,
    /// Indexes on the first characters of a column.
    pub index_prefixes: bool,
    /// Indexes with operator classes and with methods other than `btree`.
    pub index_methods: bool,
    /// Kinds of indexes that find what no order does, said as if they were methods.
    pub index_kinds: &'static [&'static str],
    /// Characters of a value of `one_of`, where that is an enum, which ignores letter case and spaces at the end.
    pub enum_value: Option<usize>,
    /// Characters of the comment of a column and of a table, where they are part of a definition.
    pub comments: Option<(usize, usize)>,
}

/// What is too much for a database. Where a field is nothing, there is no limit that a schema could reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters of a string.
    pub string: Option<u32>,
    /// Digits of a decimal, in all and after the point.
    pub decimal: Option<(u16, u16)>,
    /// Columns of a table.
    pub columns: usize,
    /// Columns of a key or an index.
    pub key_columns: usize,
    /// Bytes of the columns of a key or an index; a text, which has any length, can then be in none.
    pub key_bytes: Option<usize>,
    /// Bytes of the columns of a row, without texts, which stand elsewhere.
    pub row_bytes: Option<usize>,
    /// Names hold characters beyond U+FFFF, and may end with a space.
    pub any_name: bool,
    /// How the name of a table cannot begin.
    pub reserved_prefix: Option<&'static str>,
    /// How a column cannot be named.
    pub reserved_columns: &'static [&'static str],
}

const POSTGRES: Capabilities = Capabilities {
    transactional_ddl: true,
    qualified_names: true,
    foreign_key_needs_index: false,
    indexes_in_tables: false,
    references_in_columns: true,
    adds_any_column: true,
    retypes_keys: true,
    converts_by_expression: true,
    retypes_sources: false,
    renames_checked_columns: true,
    searches_rows: true,
    objects_stay: false,
    or_replace: true,
    replaces_any_view: false,
    trigger_names_per_table: true,
    objects: Objects {
        routines: true,
        sequences: Has::Yes,
        materialized_views: true,
        extensions: true,
        policies: true,
        exclusions: true,
        types: true,
    },
    any_key_as_text: true,
    sets_in_order: false,
    concurrent_indexes: true,
    keys_of_indexes: true,
    names_primary_keys: true,
    not_null_by_check: true,
    algorithms: &[],
    features: Features {
        arrays: true,
        enums: true,
        virtual_columns: Has::From(&[Release { server: Server::Postgres, version: [18, 0, 0] }]),
        references_beyond_schema: true,
        set_default: true,
        deferrable_keys: true,
        deferrable_uniques: true,
        nulls_not_distinct: Has::From(&[Release { server: Server::Postgres, version: [15, 0, 0] }]),
        expression_indexes: Has::Yes,
        partial_indexes: true,
        index_include: true,
        index_nulls: true,
        index_prefixes: false,
        index_methods: true,
        index_kinds: &[],
        enum_value: None,
        comments: None,
    },
    limits: Limits {
        string: Some(10_485_760),
        decimal: Some((1000, 1000)),
        columns: 1600,
        key_columns: 32,
        key_bytes: None,
        row_bytes: None,
        any_name: true,
        reserved_prefix: None,
        reserved_columns: &["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"],
    },
};
/// The limits are the lower ones of MySQL and MariaDB with `utf8mb4`, in which a character takes four bytes.
const MYSQL: Capabilities = Capabilities {
    transactional_ddl: false,
    qualified_names: true,
    foreign_key_needs_index: true,
    indexes_in_tables: true,
    references_in_columns: false,
    adds_any_column: true,
    retypes_keys: false,
    converts_by_expression: false,
    retypes_sources: true,
    renames_checked_columns: false,
    searches_rows: false,
    objects_stay: true,
    or_replace: true,
    replaces_any_view: true,
    trigger_names_per_table: false,
    objects: Objects {
        routines: true,
        sequences: Has::From(&[Release { server: Server::MariaDb, version: [10, 3, 0] }]),
        materialized_views: false,
        extensions: false,
        policies: false,
        exclusions: false,
        types: false,
    },
    any_key_as_text: false,
    sets_in_order: true,
    concurrent_indexes: false,
    keys_of_indexes: false,
    names_primary_keys: false,
    not_null_by_check: false,
    algorithms: &[Server::MySql, Server::MariaDb],
    features: Features {
        arrays: false,
        enums: false,
        virtual_columns: Has::Yes,
        // It means the database of the table, in CREATE TABLE and in ALTER TABLE.
        references_beyond_schema: false,
        set_default: false,
        deferrable_keys: false,
        deferrable_uniques: false,
        nulls_not_distinct: Has::No,
        expression_indexes: Has::From(&[Release { server: Server::MySql, version: [8, 0, 13] }]),
        partial_indexes: false,
        index_include: false,
        index_nulls: false,
        index_prefixes: true,
        index_methods: false,
        index_kinds: &["fulltext", "spatial"],
        enum_value: Some(255),
        comments: Some((1024, 2048)),
    },
    limits: Limits {
        string: Some(16_383),
        decimal: Some((65, 30)),
        columns: 1017,
        key_columns: 16,
        key_bytes: Some(3072),
        row_bytes: Some(65_535),
        any_name: false,
        reserved_prefix: None,
        reserved_columns: &[],
    },
};
const SQLITE: Capabilities = Capabilities {
    transactional_ddl: true,
    qualified_names: false,
    foreign_key_needs_index: false,
    indexes_in_tables: false,
    references_in_columns: true,
    adds_any_column: false,
    retypes_keys: true,
    converts_by_expression: true,
    retypes_sources: true,
    renames_checked_columns: true,
    searches_rows: true,
    objects_stay: false,
    or_replace: false,
    replaces_any_view: false,
    trigger_names_per_table: false,
    objects: Objects {
        routines: false,
        sequences: Has::No,
        materialized_views: false,
        extensions: false,
        policies: false,
        exclusions: false,
        types: false,
    },
    any_key_as_text: true,
    sets_in_order: false,
    concurrent_indexes: false,
    keys_of_indexes: false,
    names_primary_keys: false,
    not_null_by_check: false,
    algorithms: &[],
    features: Features {
        arrays: false,
        enums: false,
        virtual_columns: Has::Yes,
        references_beyond_schema: true,
        set_default: true,
        deferrable_keys: true,
        deferrable_uniques: false,
        nulls_not_distinct: Has::No,
        expression_indexes: Has::Yes,
        partial_indexes: true,
        index_include: false,
        index_nulls: false,
        index_prefixes: false,
        index_methods: false,
        index_kinds: &[],
        enum_value: None,
        comments: None,
    },
    limits: Limits {
        string: None,
        decimal: None,
        columns: 2000,
        key_columns: 2000,
        key_bytes: None,
        row_bytes: None,
        any_name: true,
        reserved_prefix: Some("sqlite_"),
        reserved_columns: &[],
    },
};
