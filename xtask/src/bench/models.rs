//! What `makemigrations` costs, and that it grows no faster than the models.

use anyhow::Result;

use super::samples::short;
use super::table::{Table, grouped};
use super::timed;
use crate::workspace;

const CAPTION: &str = "Migrations from models, optimised, as the installed command runs it.\n\
    Load the migrations, find the models in the sources, compare, plan what is missing; one model in ten has changed.";

/// How many models: what is asked of the command, and ten times that.
const SIZES: [u32; 2] = [500, 5000];

/// A row for each number of models.
///
/// # Errors
/// When something cannot be built, or another number of changes is found.
pub fn measure(rounds: u32) -> Result<Table> {
    let mut table = Table::new(CAPTION, &["models", "median", "min–max", "each"]);
    for size in SIZES {
        println!("-- finding what {} models ask for", grouped(size));
        let mut command = workspace::cargo();
        command.args(["run", "--quiet", "--release", "--package", "xtask", "--example", "time_models", "--"]);
        command.args([size, rounds].map(|number| number.to_string()));
        let taken = timed::samples(&workspace::output(&mut command)?, "models")?;
        let each = taken.median().checked_div(size).map_or_else(String::new, short);
        table.row(vec![grouped(size), short(taken.median()), taken.spread().to_string(), each]);
    }
    Ok(table)
}
