//! `cargo xtask ci`: what CI runs, in the order that fails soonest and builds least.
//!
//! All steps share one target folder and one set of `RUSTFLAGS`, so a dependency is checked once and built once.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::server::Servers;
use crate::workspace::{self, Drivers};
use crate::{arrows, packages, quickstart, test, versions};

/// The steps so far and how long each took.
#[derive(Default)]
struct Progress {
    done: Vec<(String, Duration)>,
}

/// Runs every step and stops at the first that fails.
///
/// # Errors
/// When a step fails; the message names it.
pub fn task(drivers: Drivers) -> Result<ExitCode> {
    let mut progress = Progress::default();
    let outcome = steps(drivers, &mut progress);
    println!("\n== summary");
    for (title, duration) in &progress.done {
        println!("{:>8.1} s  {title}", duration.as_secs_f64());
    }
    println!("\n{}", outcome?);
    Ok(ExitCode::SUCCESS)
}

/// The closing lines of the tests come back, for the end of the output is where people and CI look for them.
fn steps(drivers: Drivers, progress: &mut Progress) -> Result<String> {
    progress.step("formatting", || cargo(&["fmt", "--all", "--check"]))?;
    progress.step("clippy", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "--deny", "warnings"])
    })?;
    progress.step("rustdoc", rustdoc)?;
    progress.step("arrows", arrows::check)?;
    progress.step("core without `syntax`", || clippy_alone("covet-core", &[]))?;
    progress.step("driver sqlite alone", || clippy_alone("covet", &["sqlite"]))?;
    progress.step("driver postgres alone", || clippy_alone("covet", &["postgres"]))?;
    progress.step("driver mysql alone", || clippy_alone("covet", &["mysql"]))?;
    for driver in ["sqlite", "postgres", "mysql"] {
        progress.step("the command with one driver", || clippy_alone("covet-cli", &[driver]))?;
    }
    let servers = progress.step("servers", || test::servers_for(drivers))?;
    let mut closing = progress.step("tests", || tests(drivers, servers.as_ref()))?;
    if drivers == Drivers::All {
        for line in progress.step("other versions of PostgreSQL", versions::check)? {
            closing = format!("{line}\n{closing}");
        }
    }
    progress.step("quickstart", || quickstart::run(drivers, servers.as_ref()))?;
    progress.step("packages", packages::check)?;
    Ok(closing)
}

impl Progress {
    fn step<T>(&mut self, title: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n== {title}");
        let begun = Instant::now();
        let outcome = work();
        println!("-- {title}: {:.1} s", begun.elapsed().as_secs_f64());
        let verdict = if outcome.is_ok() { "" } else { "  FAILED" };
        self.done.push((format!("{title}{verdict}"), begun.elapsed()));
        outcome.map_err(|error| error.context(format!("step `{title}` failed")))
    }
}

fn cargo(arguments: &[&str]) -> Result<()> {
    workspace::run(workspace::cargo().args(arguments))
}

/// Libraries only: the command `covet` and the library `covet` would write the same pages.
fn rustdoc() -> Result<()> {
    let mut command = workspace::cargo();
    command.args(["doc", "--workspace", "--lib", "--no-deps", "--all-features"]);
    workspace::run(command.env("RUSTDOCFLAGS", "--deny warnings"))
}

/// A package with nothing but these features. Clippy and not check, for code that only one driver leaves unused is
/// what other steps cannot see.
fn clippy_alone(package: &str, features: &[&str]) -> Result<()> {
    let features = features.join(",");
    let selection = ["clippy", "--package", package, "--no-default-features", "--features", &features];
    cargo(&[&selection[..], &["--", "--deny", "warnings"]].concat())
}

fn tests(drivers: Drivers, servers: Option<&Servers>) -> Result<String> {
    let outcome = test::run(drivers, servers, &[])?;
    let closing = format!("{}\n{}", outcome.closing.join("\n"), outcome.total());
    if !outcome.status.success() {
        bail!("`cargo test` failed ({})\n{closing}", outcome.status);
    }
    Ok(closing)
}
