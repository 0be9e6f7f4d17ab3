//! `cargo xtask test`: the one command that runs the tests.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use anyhow::{Context, Result};

use crate::server::Servers;
use crate::workspace::{self, Drivers};

/// Tells the tests that nobody forgot the servers: without it, and without their addresses, a test of a server fails.
const SQLITE_ONLY: &str = "COVET_TEST_SQLITE_ONLY";

/// What tells the tests where the servers are: a caller's own would be tested in place of those that are started.
pub const SERVERS: [&str; 10] = [
    "COVET_TEST_POSTGRES",
    "COVET_TEST_POSTGRES_LOG",
    "COVET_TEST_MYSQL",
    "COVET_TEST_MYSQL_LOG",
    "COVET_TEST_PGBOUNCER",
    "COVET_TEST_MORTAL_POSTGRES",
    "COVET_TEST_MORTAL_POSTGRES_PID",
    "COVET_TEST_MORTAL_MYSQL",
    "COVET_TEST_MORTAL_MYSQL_PID",
    SQLITE_ONLY,
];

/// What came of a run of the tests.
pub struct Outcome {
    /// How `cargo test` ended.
    pub status: ExitStatus,
    /// The line `test result: ...` of each test binary.
    pub closing: Vec<String>,
}

/// Starts the servers that the drivers need, runs the tests and forwards the exit status.
///
/// # Errors
/// When the servers or `cargo test` cannot be started.
pub fn task(drivers: Drivers, passed_on: &[String]) -> Result<ExitCode> {
    let servers = servers_for(drivers)?;
    let outcome = run(drivers, servers.as_ref(), passed_on)?;
    drop(servers);
    println!("{}", outcome.total());
    let code = outcome.status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The servers that these drivers need; where there are none, says what that leaves out.
///
/// # Errors
/// When a server cannot be found or started.
pub fn servers_for(drivers: Drivers) -> Result<Option<Servers>> {
    match drivers {
        Drivers::All => Servers::start()?.with_mortal().map(Some),
        Drivers::Sqlite => {
            println!("SQLite only: nothing that needs PostgreSQL or MySQL/MariaDB is built or tested");
            Ok(None)
        }
    }
}

/// Runs every test of the workspace, doc tests included, and goes on after failures.
///
/// # Errors
/// When `cargo test` cannot be run; failing tests are an [`Outcome`].
pub fn run(drivers: Drivers, servers: Option<&Servers>, passed_on: &[String]) -> Result<Outcome> {
    let mut command = workspace::cargo();
    command.args(["test", "--no-fail-fast"]).args(workspace::selection(drivers)?).args(passed_on);
    for name in SERVERS {
        command.env_remove(name);
    }
    match servers {
        Some(servers) => command.envs(servers.variables()),
        None => command.env(SQLITE_ONLY, "1"),
    };
    watched(command)
}

/// Runs `cargo test`, and shows what it prints as it comes.
///
/// # Errors
/// When it cannot be run; failing tests are an [`Outcome`].
pub fn watched(mut command: Command) -> Result<Outcome> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("failed to run `cargo test`")?;
    let stdout = child.stdout.take().context("failed to read what `cargo test` prints")?;
    let closing = copy_and_keep_closing_lines(BufReader::new(stdout), io::stdout().lock())?;
    Ok(Outcome { status: child.wait()?, closing })
}

/// Shows each line as it comes, and keeps those that end a test binary.
fn copy_and_keep_closing_lines(mut output: impl BufRead, mut screen: impl Write) -> io::Result<Vec<String>> {
    let (mut closing, mut line) = (Vec::new(), Vec::new());
    while output.read_until(b'\n', &mut line)? > 0 {
        screen.write_all(&line)?;
        screen.flush()?;
        if line.starts_with(b"test result: ") {
            closing.push(String::from_utf8_lossy(&line).trim_end().to_owned());
        }
        line.clear();
    }
    Ok(closing)
}

impl Outcome {
    /// The closing lines added up, in the runner's own words.
    ///
    /// The verdict is that of the exit status: a binary that does not build, or aborts, has no closing line.
    pub fn total(&self) -> String {
        let [passed, failed, ignored] = ["passed", "failed", "ignored"].map(|word| {
            let counts = self.closing.iter().filter_map(|line| count_before(line, word));
            counts.sum::<u64>()
        });
        let verdict = if self.status.success() { "ok" } else { "FAILED" };
        let binaries = self.closing.len();
        format!("total: {verdict}. {passed} passed; {failed} failed; {ignored} ignored; in {binaries} test binaries")
    }
}

/// The number before a word: 3 for `passed` in `ok. 3 passed; 0 failed`.
fn count_before(line: &str, word: &str) -> Option<u64> {
    let (before, _) = line.split_once(&format!(" {word}"))?;
    before.rsplit(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    #[test]
    fn closing_lines_are_kept_and_added_up() {
        let output = "running 3 tests\n\
            test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            \n\
            test result: ok. 10 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.10s\n";
        let mut screen = Vec::new();
        let closing = copy_and_keep_closing_lines(output.as_bytes(), &mut screen).unwrap();
        assert_eq!(screen, output.as_bytes());
        assert_eq!(closing.len(), 2);
        let status = ExitStatus::from_raw(101 << 8);
        let outcome = Outcome { status, closing };
        assert_eq!(outcome.total(), "total: FAILED. 13 passed; 1 failed; 2 ignored; in 2 test binaries");
    }
}
