//! One struct for both: sqlx reads rows into it, and its migrations are made from it.
//!
//! ```text
//! cargo run -p models                        # a library, in target/library.db
//! covet makemigrations --project examples/models
//! ```
//!
//! `migrations/` was written by the second command. Change a field, and the build says what is missing until you run it again.

mod library;

use std::error::Error;

use library::{Book, Reader};
use sqlx::SqlitePool;

covet::migrations!(pub static MIGRATIONS);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite://target/library.db?mode=rwc".to_owned());
    let pool = SqlitePool::connect(&url).await?;
    MIGRATIONS.run(&pool).await?;

    let (ada,): (i64,) = sqlx::query_as("INSERT INTO readers (name, joined_at) VALUES ('Ada', $1) RETURNING id")
        .bind(chrono::Utc::now())
        .fetch_one(&pool)
        .await?;
    sqlx::query("INSERT INTO books (isbn, title, lent_to) VALUES ($1, 'Sketch', $2) ON CONFLICT (isbn) DO NOTHING")
        .bind("978-0-00-000000-2")
        .bind(ada)
        .execute(&pool)
        .await?;

    // Rows come as the structs that the tables were made from.
    let readers: Vec<Reader> = sqlx::query_as("SELECT * FROM readers ORDER BY id").fetch_all(&pool).await?;
    let books: Vec<Book> = sqlx::query_as("SELECT * FROM books WHERE lent_to IS NOT NULL").fetch_all(&pool).await?;
    for book in books {
        if let Some(reader) = readers.iter().find(|reader| Some(reader.id) == book.lent_to) {
            let standing = if reader.active { "who joined on" } else { "who has left, and joined on" };
            println!("{book} is lent to {}, {standing} {}", reader.name, reader.joined_at.date_naive());
        }
    }
    Ok(())
}
