//! rustfmt, which keeps comments where they are.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::exit::{Failure, Outcome};
use crate::settings::Project;

/// So many files are given to one process: a command line has an end.
const FILES: usize = 200;

/// Formats files, or only says which are not; gives those.
///
/// # Errors
/// Where there is no rustfmt, or it cannot read one of them.
pub(crate) fn run(files: &[PathBuf], check: bool, project: &Project) -> Outcome<Vec<PathBuf>> {
    let mut unformatted = Vec::new();
    for files in files.chunks(FILES) {
        let mut command = command(project);
        command.arg("--files-with-diff");
        command.args(check.then_some("--check")).args(files);
        let output = command.output().map_err(|error| missing(&error))?;
        let errors = String::from_utf8_lossy(&output.stderr);
        // With --check it fails where a file is not formatted as well, and says nothing then.
        if !output.status.success() && !(check && errors.trim().is_empty()) {
            return Err(Failure::new(format!("rustfmt failed:\n{}", errors.trim_end())));
        }
        let names = String::from_utf8_lossy(&output.stdout);
        unformatted.extend(names.lines().filter(|line| !line.is_empty()).map(PathBuf::from));
    }
    Ok(unformatted)
}

/// A text, formatted; nothing where rustfmt is missing or cannot read it.
pub(crate) fn formatted(text: &str, project: &Project) -> Option<String> {
    let mut command = command(project);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let mut stdin = child.stdin.take()?;
    let text = text.to_owned();
    // It may begin to write before it has read everything.
    let writing = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().ok()?;
    let is_read = writing.join().is_ok_and(|written| written.is_ok());
    String::from_utf8(output.stdout).ok().filter(|text| is_read && output.status.success() && !text.is_empty())
}

/// rustfmt as cargo calls it, by the rules of the project.
fn command(project: &Project) -> Command {
    let program = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
    let mut command = Command::new(program);
    command.current_dir(&project.root).args(["--edition", &edition(&project.root)]);
    command
}

/// The edition of the crate: that of cargo's `fmt`.
fn edition(root: &Path) -> String {
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = manifest.parse().unwrap_or_default();
    let edition = manifest.get("package").and_then(|package| package.get("edition")).and_then(toml::Value::as_str);
    // One that is inherited from a workspace is most likely of today.
    edition.unwrap_or("2024").to_owned()
}

fn missing(error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot run rustfmt: {error}"))
        .help("install it: `rustup component add rustfmt`; or name it in the variable RUSTFMT")
}
