//! Loads a generated migration directory several times, and prints how long each took. For `cargo xtask bench`.
//!
//! Arguments: the crate's folder, how many migrations it has, how many times.

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use covet_core::syntax::{self, Request};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, expected, rounds] = arguments.as_slice() else { return Err("three arguments are needed".into()) };
    let manifest_directory = PathBuf::from(folder);
    let request = Request {
        directory: manifest_directory.join("migrations"),
        default_app: "bench".into(),
        manifest_directory,
        targets: None,
    };
    for _ in 0..rounds.parse()? {
        let begun = Instant::now();
        let loaded = syntax::load(&request);
        let taken = begun.elapsed();
        if !loaded.findings.is_empty() || loaded.migrations.len() != expected.parse::<usize>()? {
            return Err(format!("{} migrations, {:?}", loaded.migrations.len(), loaded.findings).into());
        }
        println!("load {}", taken.as_nanos());
    }
    Ok(())
}
