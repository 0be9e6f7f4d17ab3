//! Compile-time database migrations: checked, hashed and embedded by a macro, applied by a thin runtime.
//!
//! Migrations are Rust files in a directory, with the order in which they run in `order.txt` beside them:
//!
//! ```
//! use covet::dsl::*;
//!
//! #[migration]
//! fn up(m: &mut Migration) {
//!     m.create_table("users", |t| {
//!         t.id();
//!         t.string("email", 255).unique();
//!         t.boolean("is_active").default(true);
//!         t.timestamps();
//!     });
//! }
//! # fn main() {}
//! ```
//!
//! [`migrations!`] reads the directory when the crate is built. It replays every migration, and what does not fit is an
//! error at the token that is at fault; it derives how each is undone; and it embeds them all in the binary:
//!
//! ```
//! covet::migrations!(pub static MIGRATIONS);
//! # fn main() {}
//! ```
//!
//! # Where to go on
//!
//! - [`guide`]: a page for each topic, from the first migration to production.
//! - [`dsl`]: everything that a migration can say.
//! - [`migrations!`]: where the files are, what is checked, and what an editor needs.
//! - [`#[migration]`](macro@dsl::migration): what a migration says of itself, and steps in Rust.
//! - [`#[derive(Model)]`](derive@Model): a struct beside `sqlx::FromRow` that the migrations are compared with, and made from.
//! - [`combine!`]: the migrations of several crates as one set.
//! - [`Migrations`]: running what was embedded; [`Migrator`]: how far, and with what options.
//!
//! # Features
//!
//! `sqlite` (the default), `postgres` and `mysql` select the drivers that are compiled in. They do not select what
//! migrations are checked for: see the targets of [`migrations!`].
//!
//! `testing` is for `[dev-dependencies]`: checks of your migrations on a real database, and databases for your tests.

pub use covet_core::{Checksum, Dialect, MigrationId, Schema, TableName, schema};
pub use covet_macros::{Model, combine, migrations};
pub use covet_runtime::{
    BoxFuture, Connection, Constraints, Denied, Direction, Done, Entry, Error, Event, Failure, Hook, HookFailure,
    Interrupted, Introspected, Log, LogEntry, Logged, Migrating, Migrations, Migrator, Mismatch, Opened, PlanReport,
    Planned, Reason, Report, Result, SchemaIntrospector, Source, Standing, Status, Stop, Unmodelled, Upcoming,
    Verified, What, WhenNewer,
};

#[cfg(feature = "testing")]
pub use covet_runtime::testing;

mod model;
pub use model::Model;

// Only documentation builds have the guide: it is text, and no part of the interface.
#[cfg(any(doc, doctest))]
pub mod guide;

pub mod dsl {
    //! How a migration is written: `use covet::dsl::*;` is all that a migration file needs.
    //!
    //! ```
    //! use covet::dsl::*;
    //!
    //! #[migration]
    //! fn up(m: &mut Migration) {
    //!     m.create_table("posts", |t| {
    //!         t.id();
    //!         t.references("author_id", "users").on_delete(Cascade).index();
    //!         t.string("title", 200);
    //!     });
    //!     m.create_index("posts", ["title"]);
    //! }
    //! # fn main() {}
    //! ```
    //!
    //! [`Migration`] has what a migration can do, [`Table`] what a table can have, [`Column`] what can be said of a
    //! column, and [`Pending`] what can be said of an operation after it. The calls take literals and closures, for they
    //! are read, and never executed.

    pub use covet_core::dsl::*;
    pub use covet_macros::migration;
}

#[doc(hidden)]
pub use covet_runtime::private as __private;

/// The examples of the README are compiled like those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
