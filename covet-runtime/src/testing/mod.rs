//! For tests of what has migrations: whether they go there and back, and databases that have them.
//!
//! The build has proven that migrations fit each other. What only a database knows is tested here: [`check`] applies them one
//! by one, undoes each, applies it again, and holds the database against the replay at every step, with a row in every table.
//! [`database`] gives a test a database of its own that is migrated already, a copy of one that all tests share.
//!
//! ```
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> covet_runtime::testing::Result<()> {
//! # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
//! use covet_runtime::testing;
//!
//! let checked = testing::check(&MIGRATIONS, "sqlite::memory:").await?;
//! println!("{checked}");
//!
//! # let folder = std::env::temp_dir().join(format!("covet-testing-{}.db", std::process::id()));
//! # let url = format!("sqlite://{}", folder.display());
//! let db = testing::database::<sqlx::Sqlite>(&MIGRATIONS, &url).await?;
//! sqlx::query("SELECT 1").execute(db.pool()).await?;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "sqlite"))]
//! # fn main() {}
//! ```

mod address;
mod check;
mod database;
mod error;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use check::{Checked, check};
pub use database::{TestDatabase, Testable, database, empty_database};
pub use error::{Error, Moment, Result};
