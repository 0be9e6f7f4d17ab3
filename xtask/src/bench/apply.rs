//! What a test suite or a fresh installation waits for: every migration onto an empty database.

use anyhow::{Context, Result};

use super::place::Place;
use super::table::{Table, grouped};
use super::timed::{self, Program};

const CAPTION: &str = "All migrations onto an empty database: `run` on an open connection, optimised, sides in turns.\n\
    SQLite with its default journal on disk; servers on the same machine, without durability, logging every statement.\n\
    sqlx commits each migration by itself. Covet does so too on MariaDB; on an empty SQLite or PostgreSQL database it\n\
    commits once.";

/// A row for each database and each number of migrations.
///
/// # Errors
/// When the migrations cannot be applied.
pub fn measure(programs: &[Program], places: &[Place<'_>], rounds: u32) -> Result<Table> {
    let mut table = Table::versus(format!("{CAPTION} {rounds} rounds."), &["database", "N"]);
    for place in places {
        for program in programs {
            println!("-- applying {} migrations to {}", grouped(program.size), place.title);
            let mut printed = String::new();
            for round in 0..rounds {
                for side in ["covet", "sqlx"] {
                    let url = place.empty_database(&format!("apply_{side}_{}_{round}", program.size))?;
                    let run = program.run(place, &["apply", side, &url]);
                    printed += &run.with_context(|| format!("failed to apply with {side} to {}", place.title))?;
                }
            }
            table.versus_row(vec![place.title.clone(), grouped(program.size)], &timed::versus(&printed)?);
        }
    }
    Ok(table)
}
