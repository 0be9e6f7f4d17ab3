//! The pure heart of Covet: operations, schema replay, proofs, planning and SQL.
//!
//! Nothing here reads a file, a clock or a socket: the same input gives the same bytes, at build time inside the
//! macros and at run time inside the runtime. The one exception stands behind the feature `syntax`, whose module
//! `syntax` reads migration directories. What else only the tools need stands behind it too: a deployed program would
//! carry it, and every debug build link it.
//!
//! A reader's tour, from the bottom up: a [`Schema`] is what a database looks like; an
//! [`Operation`] changes one and knows its own inverse; the [`dsl`] is how a person writes
//! operations; [`replay`] folds them over a schema and proves every down; [`plan`] turns them into steps of SQL for one
//! [`Dialect`]; [`canonical`] is the form in which they are hashed and embedded.

pub mod canonical;
pub mod checksum;
pub mod diagnostic;
pub mod dialect;
#[cfg(feature = "syntax")]
pub mod diff;
pub mod dsl;
pub mod embedding;
#[cfg(feature = "syntax")]
pub mod engine;
pub mod graph;
pub mod ident;
pub mod lint;
pub mod migration;
pub mod normal;
pub mod operation;
pub mod packing;
pub mod plan;
pub mod replay;
pub mod schema;
pub mod sql;
#[cfg(feature = "syntax")]
pub mod squash;
#[cfg(feature = "syntax")]
pub mod syntax;

pub use checksum::{Chain, Checksum};
pub use diagnostic::{Diagnostic, Findings, Mark, Severity};
pub use dialect::Dialect;
pub use ident::{Ident, TableName};
pub use migration::{Migration, MigrationId};
pub use operation::Operation;
pub use schema::Schema;
