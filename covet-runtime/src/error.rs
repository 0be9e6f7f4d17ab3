//! What can go wrong while migrations run.

/// A migration could not be run, or the state of a database could not be told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database refused something.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
