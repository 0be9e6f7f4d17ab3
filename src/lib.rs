//! Compile-time database migrations: checked, hashed and embedded by a macro, applied by a thin runtime.

pub use covet_core::dsl;
pub use covet_runtime::{
    BoxFuture, Connection, Denied, Direction, Done, Entry, Error, Failure, Interrupted, Migrations, Migrator, Mismatch,
    PlanReport, Planned, Report, Result, Source, Standing, Status, Verified, WhenNewer,
};

#[doc(hidden)]
pub use covet_runtime::private as __private;
