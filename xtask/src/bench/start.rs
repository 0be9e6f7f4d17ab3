//! What every start of a program costs when there is nothing to do.

use anyhow::{Context, Result};

use super::place::Place;
use super::table::{Table, grouped};
use super::timed::{self, Program};

const CAPTION: &str = "A start with nothing pending: `run` on a connection just opened, optimised, sides in turns.\n\
    Opening the connection is not included. Servers on the same machine, without durability, logging every statement.";

/// A row for each database and each number of migrations.
///
/// # Errors
/// When the migrations cannot be applied.
pub fn measure(programs: &[Program], places: &[Place<'_>], rounds: u32) -> Result<Table> {
    let mut table = Table::versus(format!("{CAPTION} {} rounds.", grouped(rounds)), &["database", "N"]);
    for place in places {
        for program in programs {
            println!("-- {rounds} starts on {} with {} migrations applied", place.title, grouped(program.size));
            let databases = ["covet", "sqlx"].map(|side| format!("start_{side}_{}", program.size));
            let [covet, sqlx] = databases.map(|name| place.empty_database(&name));
            let printed = program
                .run(place, &["start", &rounds.to_string(), &covet?, &sqlx?])
                .with_context(|| format!("failed to time starts on {}", place.title))?;
            table.versus_row(vec![place.title.clone(), grouped(program.size)], &timed::versus(&printed)?);
        }
    }
    Ok(table)
}
