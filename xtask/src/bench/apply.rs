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
    of the program to its end. An empty SQLite or PostgreSQL database is migrated in one transaction by Covet and by\n\
    rusqlite_migration (`to_latest` on an open file), otherwise each migration has its own. sqlite3 has the system's SQLite,\n\
    which is built to wait for less of a file; rusqlite has Covet's, and runs sqlite3's script on an open file.\n\
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
    let mut table = Table::new(caption, &[&header[..], &["library", "", "covet/library"]].concat());
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
            table.row(cells(&title, &row, &printed)?);
        }
    }
    Ok(table)
}

fn cells(title: &str, row: &Row<'_>, printed: &str) -> Result<Vec<String>> {
    let covet = timed::samples(printed, "covet ")?;
    let size = grouped(row.program.size);
    let mut cells = vec![title.to_owned(), size, short(covet.median()), covet.spread().to_string()];
    let beside = |name: &str| -> Result<[String; 2]> {
        let other: Samples = timed::samples(printed, &format!("{name} "))?;
        Ok([short(other.median()), ratio(&covet, &other)])
    };
    cells.extend(beside("sqlx")?);
    cells.push(row.place.client_name().to_owned());
    cells.extend(beside("client")?);
    match row.library() {
        Some(library) => cells.extend([vec![library.to_owned()], beside(library)?.to_vec()].concat()),
        None => cells.extend(["–"; 3].map(ToOwned::to_owned)),
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
        let sides = ["covet", "sqlx", "client"].into_iter().chain(self.library());
        let mut printed = String::new();
        for round in 0..rounds {
            for side in sides.clone() {
                let state = if self.before == Before::Nothing { "empty" } else { "in_use" };
                let name = format!("apply_{side}_{}_{state}_{round}", self.program.size);
                let url = self.place.empty_database(&name)?;
                if self.before == Before::Table {
                    self.program.run(self.place, &["occupy", &url])?;
                }
                let file = url.trim_start_matches("sqlite://").trim_end_matches("?mode=rwc");
                printed += &match side {
                    "client" => format!("client {}\n", fed(self.place.client(&name), &script)?.as_nanos()),
                    "rusqlite_migration" => {
                        let folder = self.program.sql_files(Database::Sqlite);
                        self.peers.run(&[side, &folder.display().to_string(), file])?
                    }
                    "rusqlite" => {
                        let text = format!("{file}.sql");
                        fs::write(&text, &script)?;
                        self.peers.run(&[side, &text, file])?
                    }
                    side => self.program.run(self.place, &["apply", side, &url])?,
                };
            }
        }
        Ok(printed)
    }

    /// Who runs the same SQL with the SQLite that Covet has, in the same transactions.
    fn library(&self) -> Option<&'static str> {
        match (self.place.database, self.before) {
            (Database::Sqlite, Before::Nothing) => Some("rusqlite_migration"),
            (Database::Sqlite, Before::Table) => Some("rusqlite"),
            _ => None,
        }
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
