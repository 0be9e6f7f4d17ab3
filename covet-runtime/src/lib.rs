//! The runtime of Covet: applies embedded migrations to a database through sqlx, and keeps account of them.

mod connection;
mod embedded;
mod error;

pub use connection::Connection;
pub use embedded::Migrations;
pub use error::{Error, Result};

/// What the macros' expansions name; no part of the public interface.
#[doc(hidden)]
pub mod private {
    pub use crate::connection::FromConnection;
    pub use crate::embedded::{BoxFuture, Embedded, RustFunction, RustStep};
    pub use std::boxed::Box;
    pub use std::result::Result;
}
