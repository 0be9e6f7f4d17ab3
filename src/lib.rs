//! Compile-time database migrations: checked, hashed and embedded by a macro, applied by a thin runtime.

pub use covet_core::dsl;
pub use covet_runtime::{Connection, Error, Migrations, Result};

#[doc(hidden)]
pub use covet_runtime::private as __private;
