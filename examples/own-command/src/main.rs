//! A program that migrates its database by commands of its own.
//!
//! ```text
//! cargo run -p own-command -- db migrate --database-url sqlite://shop.db
//! cargo run -p own-command -- db showmigrations --database-url sqlite://shop.db
//! cargo run -p own-command -- db rollback --database-url sqlite://shop.db
//! ```
//!
//! They are those of the command `covet`, over the migrations that are in this binary. So it runs wherever it is copied to,
//! and has what `covet` has not: the functions that migrations run in Rust.

use std::process::ExitCode;

use clap::Parser;
use covet_cli::{Covet, Source};

covet::migrations!(pub static MIGRATIONS = "../../migrations");

/// A shop, so to speak.
#[derive(Parser)]
#[command(styles = covet_cli::STYLES)]
enum Shop {
    /// Serve it.
    Serve,
    /// Migrate its database.
    Db(Covet),
}

#[tokio::main]
async fn main() -> ExitCode {
    match Shop::parse() {
        Shop::Serve => {
            println!("serving, so to speak; a server would call `MIGRATIONS.require_current(&pool)` first");
            ExitCode::SUCCESS
        }
        Shop::Db(covet) => covet.run(Source::embedded(&MIGRATIONS)).await,
    }
}
