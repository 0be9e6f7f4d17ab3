//! The architecture's arrows: which crate may depend on which, and which module of the core may use which.
//!
//! The tables of [`crates`] and [`modules`] are ARCHITECTURE.md in a form that CI can read.

mod crates;
mod modules;
mod paths;

use anyhow::{Result, bail};

/// Checks every arrow.
///
/// # Errors
/// Lists all broken arrows, each with the place that breaks it.
pub fn check() -> Result<()> {
    let broken = [crates::broken()?, modules::broken()?].concat();
    if !broken.is_empty() {
        bail!("{} broken:\n{}", if broken.len() == 1 { "an arrow is" } else { "arrows are" }, broken.join("\n"));
    }
    println!("all arrows hold");
    Ok(())
}
