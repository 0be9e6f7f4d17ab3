//! What the macro costs by itself, and that it grows no faster than the migrations.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result};

use super::rebuild::Subject;
use super::samples::{Samples, short};
use super::table::{Table, grouped};
use super::timed;
use crate::workspace;

const CAPTION: &str = "The macro, unoptimised, as a debug build runs it.\n\
    load: covet_core::syntax::load alone, in one process: read, parse, interpret, replay, prove every down, plan, hash.\n\
    cargo check: whole process after a change of order.txt, which expands everything again. Its `each` is the difference\n\
    to the same program without migrations, by N: the load, the tokens, and what rustc does with them.";

/// A row for each way to measure and each number of migrations.
///
/// # Errors
/// When something cannot be built, or a load finds faults in the generated migrations.
pub fn measure(sizes: &[u32], rounds: u32) -> Result<Table> {
    let mut table = Table::new(CAPTION, &["measured", "N", "median", "min–max", "each"]);
    let sizes = with_a_larger(sizes);
    let empty = Subject::covet(0)?;
    let subjects: Vec<_> = sizes.iter().map(|&size| Subject::covet(size)).collect::<Result<_>>()?;

    for (&size, subject) in sizes.iter().zip(&subjects) {
        println!("-- loading {} migrations", grouped(size));
        let load = load(subject, rounds)?;
        table.row(row("load", size, &load, load.median()));
    }

    println!("-- cargo check after a change of order.txt");
    let mut taken = vec![Vec::new(); sizes.len() + 1];
    for round in 0..=rounds {
        for (subject, taken) in std::iter::once(&empty).chain(&subjects).zip(&mut taken) {
            subject.history.append_to_order(&format!("# round {round}"))?;
            let time = subject.project.time("check")?;
            // The first round builds the dependencies and fills the caches.
            if round > 0 {
                taken.push(time);
            }
        }
    }
    let mut samples = taken.into_iter().map(|taken| Samples::new(taken).context("no round was asked for"));
    let without = samples.next().context("the empty project was not measured")??;
    table.row(row("cargo check", 0, &without, Duration::ZERO));
    for (&size, with) in sizes.iter().zip(samples) {
        let with = with?;
        table.row(row("cargo check", size, &with, with.median().saturating_sub(without.median())));
    }
    Ok(table)
}

/// Two points at least: one cannot show that the cost is linear.
fn with_a_larger(sizes: &[u32]) -> BTreeSet<u32> {
    let mut sizes: BTreeSet<u32> = sizes.iter().copied().collect();
    if let (1, Some(&only)) = (sizes.len(), sizes.first()) {
        sizes.insert(only * 5);
    }
    sizes
}

/// Times the load in a program of its own, which cargo builds unoptimised.
fn load(subject: &Subject, rounds: u32) -> Result<Samples> {
    let mut command = workspace::cargo();
    command.args(["run", "--quiet", "--package", "xtask", "--example", "time_load", "--"]);
    command.arg(subject.project.folder()).args([subject.history.size(), rounds].map(|number| number.to_string()));
    timed::samples(&workspace::output(&mut command)?, "load")
}

fn row(measured: &str, size: u32, samples: &Samples, for_all: Duration) -> Vec<String> {
    let each = for_all.checked_div(size).map_or_else(String::new, short);
    vec![measured.to_owned(), grouped(size), short(samples.median()), samples.spread().to_string(), each]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_of_migrations_gets_a_second_to_compare() {
        assert_eq!(with_a_larger(&[1000]), BTreeSet::from([1000, 5000]));
        assert_eq!(with_a_larger(&[7, 7]), BTreeSet::from([7, 35]));
        assert_eq!(with_a_larger(&[5000, 1000]), BTreeSet::from([1000, 5000]));
    }
}
