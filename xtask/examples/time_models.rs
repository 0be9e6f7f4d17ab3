//! Finds what is missing for a number of models several times, as `covet makemigrations` does, and prints how long each took.
//! For `cargo xtask bench`.
//!
//! Arguments: how many models, how many times.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use covet_core::diff::Answers;
use covet_core::engine::{MigrationEngine, Plan, Wanted};
use covet_core::syntax::model::{Owners, discover};
use covet_core::syntax::{Request, load};

/// How many models stand in a file.
const IN_A_FILE: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, rounds] = arguments.as_slice() else { return Err("two arguments are needed".into()) };
    let count: usize = count.parse()?;
    let project = std::env::temp_dir().join(format!("covet-models-{}", std::process::id()));
    write_models(&project, count, false)?;
    let first = find(&project)?;
    let [planned] = &first.migrations[..] else { return Err("the models are of one app".into()) };
    fs::write(project.join("migrations").join(format!("{}.rs", planned.id.name)), planned.text()?)?;
    fs::write(project.join("migrations/order.txt"), format!("{}\n", planned.id.name))?;
    // One in ten has changed since.
    write_models(&project, count, true)?;
    for _ in 0..rounds.parse()? {
        let begun = Instant::now();
        let plan = find(&project)?;
        let taken = begun.elapsed();
        if plan.migrations.len() != 1 || plan.migrations[0].operations.len() != count.div_ceil(10) {
            return Err(format!("{:?}", plan.migrations.first().map(|one| one.operations.len())).into());
        }
        println!("models {}", taken.as_nanos());
    }
    fs::remove_dir_all(project)?;
    Ok(())
}

/// A crate with so many models, each with a key to the one before it.
fn write_models(project: &Path, count: usize, changed: bool) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(project.join("src"))?;
    fs::create_dir_all(project.join("migrations"))?;
    fs::write(project.join("Cargo.toml"), "[package]\nname = \"bench\"\n")?;
    if !changed {
        fs::write(project.join("migrations/order.txt"), "")?;
    }
    let mut main = String::new();
    for from in (0..count).step_by(IN_A_FILE) {
        let mut text = String::new();
        for at in from..count.min(from + IN_A_FILE) {
            let key = format!("#[covet(references = \"models_{at}\", index)] other_id: Option<i64>,");
            let key = key.replace(&format!("models_{at}"), &format!("models_{}", at.saturating_sub(1)));
            let more = if changed && at % 10 == 0 { "more: Option<i32>," } else { "" };
            writeln!(
                text,
                "#[derive(covet::Model)]\n#[covet(table = \"models_{at}\")]\nstruct Model{at} {{ id: i64, \
                 #[covet(length = 80, unique)] name: String, amount: i32, {more} {key} }}"
            )?;
        }
        fs::write(project.join(format!("src/models_{from}.rs")), text)?;
        writeln!(main, "mod models_{from};")?;
    }
    fs::write(project.join("src/main.rs"), main + "fn main() {}\n")?;
    Ok(())
}

/// What the models ask for.
fn find(project: &Path) -> Result<Plan, Box<dyn Error>> {
    let directory = project.join("migrations");
    let manifest_directory = project.to_owned();
    let loaded = load(&Request { directory, default_app: "bench".into(), manifest_directory, targets: None });
    let (history, owners) = (loaded.history(), Owners::of(&loaded));
    let discovered = discover(project);
    let found = discovered.wanted(&project.join("migrations"), history.schema(), &owners);
    let found = found.map_err(|findings| format!("{findings:?}"))?;
    let tables = discovered.models.iter().map(|model| (model.table.name.clone(), "bench".to_owned()));
    let wanted = Wanted { schema: found.schema, owners: tables.collect() };
    let plan = MigrationEngine::new(&history).plan(&wanted, &Answers::default());
    plan.map_err(|faults| format!("{faults:?}").into())
}
