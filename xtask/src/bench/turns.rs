//! What distance costs: how often a run waits for the server, and for how long where every answer comes late.

use anyhow::{Context, Result};

use super::history::Database;
use super::peers::Peers;
use super::place::Place;
use super::samples::{Samples, ratio, short};
use super::table::{Table, grouped};
use super::timed::{self, Program};

/// How long every chunk is held, each way, in milliseconds.
const DELAY: &str = "5";

const CAPTION: &str = "PostgreSQL behind a proxy that holds every chunk 5 ms each way: `run` on an open connection that has\n\
    answered one query, optimised, sides in turns. A turn is a wait for the server.";

/// A row for an empty database, one for a database in use, and one for a start with nothing to do.
///
/// # Errors
/// When the migrations cannot be applied.
pub fn measure(program: &Program, peers: &Peers, places: &[Place<'_>], rounds: u32) -> Result<Table> {
    let header = ["", "N", "covet", "turns", "sqlx", "turns", "covet/sqlx", "refinery", "turns", "covet/refinery"];
    let mut table = Table::new(format!("{CAPTION} {rounds} rounds."), &header);
    let place = places.iter().find(|place| place.database == Database::Postgres);
    let place = place.context("failed to find a PostgreSQL: turns are not measured without it")?;
    for what in ["applying, empty", "applying, in use", "nothing pending"] {
        println!("-- {what} with a delay of {DELAY} ms, {} migrations", grouped(program.size));
        let mut printed = String::new();
        for round in 0..rounds {
            for side in ["covet", "sqlx", "refinery"] {
                let name = format!("turns_{side}_{}_{round}", what.replace([',', ' '], "_"));
                let url = place.empty_database(&name)?;
                if what == "applying, in use" {
                    program.run(place, &["occupy", &url])?;
                }
                if what == "nothing pending" {
                    run(program, peers, place, "0", side, &url)?;
                }
                printed += &run(program, peers, place, DELAY, side, &url)?;
            }
        }
        table.row(cells(what, program, &printed)?);
    }
    Ok(table)
}

fn run(program: &Program, peers: &Peers, place: &Place<'_>, delay: &str, side: &str, url: &str) -> Result<String> {
    match side {
        "refinery" => {
            let folder = program.sql_files(place.database);
            peers.run(&["refinery", delay, &folder.display().to_string(), url])
        }
        side => program.run(place, &["turns", delay, side, url]),
    }
}

fn cells(what: &str, program: &Program, printed: &str) -> Result<Vec<String>> {
    let covet = timed::samples(printed, "covet ")?;
    let mut cells = vec![what.to_owned(), grouped(program.size)];
    for side in ["covet", "sqlx", "refinery"] {
        let samples: Samples = timed::samples(printed, &format!("{side} "))?;
        cells.extend([short(samples.median()), timed::count(printed, &format!("{side}-turns"))?.to_string()]);
        if side != "covet" {
            cells.push(ratio(&covet, &samples));
        }
    }
    Ok(cells)
}
