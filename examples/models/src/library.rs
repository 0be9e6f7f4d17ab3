//! What there is in a library: a struct is a row, and says what its table is.

use std::fmt;

use chrono::{DateTime, Utc};
use covet::Model;
use sqlx::FromRow;

/// Somebody who may borrow books.
#[derive(FromRow, Model)]
pub struct Reader {
    /// Numbered by the database.
    pub id: i64,
    /// What they are called.
    #[covet(length = 80)]
    pub name: String,
    /// Whether they are still there.
    #[covet(default = true)]
    pub active: bool,
    /// Since when they may.
    pub joined_at: DateTime<Utc>,
}

/// A book, of which there is one.
#[derive(FromRow, Model)]
pub struct Book {
    /// The number that is printed in it.
    #[covet(primary_key, length = 17)]
    pub isbn: String,
    /// What it is called, in Rust as `sqlx` renames it and as the migrations do.
    #[covet(length = 200, index)]
    #[sqlx(rename = "title")]
    #[covet(rename = "title")]
    pub called: String,
    /// Who has it.
    #[covet(references = "readers", on_delete = "set_null", index)]
    pub lent_to: Option<i64>,
    /// How it is shown where that is another way, which no table knows.
    #[sqlx(skip)]
    #[covet(skip)]
    pub shown: Option<String>,
}

impl fmt::Display for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.shown.as_ref().unwrap_or(&self.called), self.isbn)
    }
}
