//! What a test suite, a fresh installation or a deploy waits for: every migration onto a database.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::history::Database;
use super::peers::Peers;
use super::place::Place;
use super::samples::{Samples, ratio, short};
use super::table::{Table, grouped};
use super::timed::{self, Program};

const CAPTION: &str = "All migrations onto a database, optimised, sides in turns. Covet and sqlx: `run` on an open connection.\n\
    psql, mariadb, sqlite3: the same SQL in the same transactions as Covet's, without any record of it, from the start\n\
    of the program to its end. rusqlite_migration: `to_latest` on an open file. An empty SQLite or PostgreSQL database\n\
    is migrated in one transaction by Covet and by rusqlite_migration, otherwise each migration has its own.\n\
    SQLite with its default journal on disk; servers on the same machine, without durability, logging every statement.";

/// What a database has before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// A table of somebody else's, so that no transaction covers all migrations.
    Table,
}

/// A row for each database, empty and not, and each number of migrations.
///
/// # Errors
/// When the migrations cannot be applied.
pub fn measure(programs: &[Program], peers: &Peers, places: &[Place<'_>], rounds: u32) -> Result<Table> {
    let header = ["database", "N", "covet", "min–max", "sqlx", "covet/sqlx", "client", "", "covet/client"];
    let caption = format!("{CAPTION} {rounds} rounds.");
    let mut table = Table::new(caption, &[&header[..], &["rusqlite_migration", "covet/it"]].concat());
    for place in places {
        for (program, before) in programs.iter().flat_map(|one| [(one, Before::Nothing), (one, Before::Table)]) {
            // Where no transaction covers DDL, a table more makes no difference.
            if place.database == Database::MySql && before == Before::Table {
                continue;
            }
            let what = if before == Before::Nothing { ", empty" } else { ", in use" };
            let title = format!("{}{what}", place.title);
            println!("-- applying {} migrations to {title}", grouped(program.size));
            let row = Row { place, program, peers, before };
            let printed = row.rounds(rounds).with_context(|| format!("failed to apply to {title}"))?;
            table.row(cells(&title, place, program, &printed)?);
        }
    }
    Ok(table)
}

fn cells(title: &str, place: &Place<'_>, program: &Program, printed: &str) -> Result<Vec<String>> {
    let covet = timed::samples(printed, "covet")?;
    let mut cells = vec![title.to_owned(), grouped(program.size), short(covet.median()), covet.spread().to_string()];
    let beside = |name: &str| -> Result<[String; 2]> {
        let other: Samples = timed::samples(printed, name)?;
        Ok([short(other.median()), ratio(&covet, &other)])
    };
    cells.extend(beside("sqlx")?);
    cells.push(place.client_name().to_owned());
    cells.extend(beside("client")?);
    match place.database {
        Database::Sqlite => cells.extend(beside("rusqlite_migration")?),
        _ => cells.extend(["–".to_owned(), "–".to_owned()]),
    }
    Ok(cells)
}

struct Row<'a> {
    place: &'a Place<'a>,
    program: &'a Program,
    peers: &'a Peers,
    before: Before,
}

impl Row<'_> {
    /// What all sides print.
    fn rounds(&self, rounds: u32) -> Result<String> {
        let script = self.script()?;
        let sides: &[&str] = match self.place.database {
            Database::Sqlite => &["covet", "sqlx", "client", "rusqlite_migration"],
            _ => &["covet", "sqlx", "client"],
        };
        let mut printed = String::new();
        for round in 0..rounds {
            for side in sides {
                let state = if self.before == Before::Nothing { "empty" } else { "in_use" };
                let name = format!("apply_{side}_{}_{state}_{round}", self.program.size);
                let url = self.place.empty_database(&name)?;
                if self.before == Before::Table {
                    self.program.run(self.place, &["occupy", &url])?;
                }
                printed += &match *side {
                    "client" => format!("client {}\n", fed(self.place.client(&name), &script)?.as_nanos()),
                    "rusqlite_migration" => {
                        let file = url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc");
                        let folder = self.program.sql_files(Database::Sqlite);
                        self.peers.run(&["rusqlite_migration", &folder.display().to_string(), file])?
                    }
                    side => self.program.run(self.place, &["apply", side, &url])?,
                };
            }
        }
        Ok(printed)
    }

    /// The SQL of all migrations, in the transactions in which Covet runs it.
    fn script(&self) -> Result<String> {
        let mut files = fs::read_dir(self.program.sql_files(self.place.database))?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>>>()?;
        files.sort();
        let texts = files.iter().map(fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
        Ok(match (self.place.database, self.before) {
            (Database::MySql, _) => texts.concat(),
            (_, Before::Nothing) => format!("BEGIN;\n{}COMMIT;\n", texts.concat()),
            (_, Before::Table) => texts.iter().map(|text| format!("BEGIN;\n{text}COMMIT;\n")).collect(),
        })
    }
}

/// How long a program takes that is fed a script.
fn fed(mut client: Command, script: &str) -> Result<Duration> {
    let begun = Instant::now();
    let mut client =
        client.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("failed to start the client")?;
    if let Some(mut stdin) = client.stdin.take() {
        stdin.write_all(script.as_bytes())?;
    }
    ensure!(client.wait()?.success(), "the client failed");
    Ok(begun.elapsed())
}
