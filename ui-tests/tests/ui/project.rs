//! A small crate with migrations, outside of the workspace, that cargo builds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A crate in a directory of its own, with one migration.
pub struct Project {
    directory: PathBuf,
}

/// What a build came to.
pub struct Build {
    /// Whether there was nothing to do.
    pub fresh: bool,
    /// The errors, in order.
    pub errors: Vec<Finding>,
    /// The warnings, in order.
    pub warnings: Vec<Finding>,
    /// The program, where the crate is one.
    pub program: Option<PathBuf>,
}

/// An error or a warning, and the text that it points at.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub message: String,
    /// The name of the file.
    pub file: String,
    /// Line and column, from 1.
    pub at: (u64, u64),
    /// The characters under the carets.
    pub text: String,
}

impl Project {
    /// A crate with an empty migration directory.
    pub fn new(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&directory);
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let project = Project { directory };
        project.write("Cargo.toml", &MANIFEST.replace("{name}", name).replace("{workspace}", &quoted(workspace)));
        project.write("Cargo.lock", &fs::read_to_string(workspace.join("Cargo.lock")).unwrap());
        project.write("src/lib.rs", "//! A crate.\ncovet::migrations!(pub static MIGRATIONS);\n");
        project
    }

    /// Adds a crate beside this one, and a dependency on it; it has nothing in it yet.
    pub fn member(&self, name: &str) {
        let manifest = self.read("Cargo.toml");
        self.write(
            "Cargo.toml",
            &manifest.replacen(DEPENDENCIES, &format!("{DEPENDENCIES}{name}.path = {name:?}\n"), 1),
        );
        let covet = manifest.lines().find(|line| line.starts_with("covet = ")).unwrap();
        let package = format!("[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        self.write(&format!("{name}/Cargo.toml"), &format!("{package}\n{DEPENDENCIES}{covet}\n"));
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.directory.join(path)).unwrap()
    }

    /// The directory, as messages show it.
    pub fn path(&self) -> String {
        self.directory.to_str().unwrap().to_owned()
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.directory.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Copies a file or a directory from elsewhere.
    pub fn copy(&self, from: &Path, to: &str) {
        if from.is_dir() {
            for entry in fs::read_dir(from).unwrap() {
                let path = entry.unwrap().path();
                self.copy(&path, &format!("{to}/{}", path.file_name().unwrap().to_str().unwrap()));
            }
        } else {
            self.write(to, &fs::read_to_string(from).unwrap());
        }
    }

    /// Removes a file or a directory.
    pub fn remove(&self, path: &str) {
        let path = self.directory.join(path);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }

    /// Builds the crate; its dependencies have been built with these tests.
    pub fn build(&self) -> Build {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--message-format=json"])
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
            .output()
            .unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        let messages: Vec<Value> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let manifest = self.directory.join("Cargo.toml");
        let own = |message: &&Value| message["manifest_path"].as_str().map(Path::new) == Some(&manifest);
        let own: Vec<&Value> = messages.iter().filter(own).collect();
        assert!(!own.is_empty(), "cargo did not come to the crate: {}", String::from_utf8_lossy(&output.stderr));
        Build {
            fresh: own.iter().any(|message| message["fresh"] == true),
            errors: own.iter().filter_map(|message| finding(&message["message"], "error")).collect(),
            warnings: own.iter().filter_map(|message| finding(&message["message"], "warning")).collect(),
            program: own.iter().find_map(|message| message["executable"].as_str().map(PathBuf::from)),
        }
    }
}

fn quoted(path: &Path) -> String {
    format!("{:?}", path.to_str().unwrap())
}

fn finding(message: &Value, level: &str) -> Option<Finding> {
    let span = message["spans"].as_array()?.first().filter(|_| message["level"] == level)?;
    let line = &span["text"][0];
    let column = |key: &str| line[key].as_u64().unwrap_or(1) as usize - 1;
    let (start, end) = (column("highlight_start"), column("highlight_end"));
    Some(Finding {
        message: message["message"].as_str()?.to_owned(),
        file: Path::new(span["file_name"].as_str()?).file_name()?.to_str()?.to_owned(),
        at: (span["line_start"].as_u64()?, span["column_start"].as_u64()?),
        text: line["text"].as_str()?.chars().take(end).skip(start).collect(),
    })
}

const DEPENDENCIES: &str = "[dependencies]\n";

/// The profile is that of the workspace, so that what it has built can be used.
const MANIFEST: &str = r#"
[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[dependencies]
covet = { path = {workspace}, features = ["sqlite", "postgres", "mysql"] }
sqlx = { version = "0.9", default-features = false, features = ["runtime-tokio", "sqlite", "postgres", "mysql"] }
tokio = { version = "1", features = ["macros", "rt-multi-thread", "time"] }

[features]
default = ["sqlite", "postgres", "mysql"]
sqlite = []
postgres = []
mysql = []

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false

[workspace]
"#;
