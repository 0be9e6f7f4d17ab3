//! Whole directories, written for each test, and loaded.

/// A migration that creates the table `name`.
macro_rules! creates {
    ($name:literal) => {
        concat!("#[migration] fn up(m: &mut Migration) { m.create_table(\"", $name, "\", |t| { t.id(); }); }")
    };
}

mod directories;
mod documents;
mod externals;
mod loads;
pub(super) mod mutations;
mod squashes;

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{Loaded, Request, SourceMap, interpreter, load, with_fallback};
use crate::diagnostic::{Diagnostic, Mark};
use crate::dialect::Dialect;

/// A finding as `code line:column text`, with the text under its mark.
pub(super) fn shown(finding: &Diagnostic, sources: &SourceMap) -> String {
    let Some(location) = sources.location(finding.mark) else { return format!("{} nowhere", finding.code) };
    let text = super::render::covered(finding.mark, sources).unwrap_or_default();
    format!("{} {}:{} {text}", finding.code, location.start.0, location.start.1)
}

/// A finding as `code file:line:column text`.
fn placed(finding: &Diagnostic, sources: &SourceMap) -> String {
    let Some(location) = sources.location(finding.mark) else { return shown(finding, sources) };
    let file = location.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    shown(finding, sources).replacen(' ', &format!(" {file}:"), 1)
}

/// A migration with the import that every file has, behind the text, so that places in it stay as they are.
pub(super) fn with_import(text: &str) -> String {
    let is_rust = with_fallback(|| interpreter::parse(text).is_ok()).unwrap();
    let import = if is_rust && !text.contains("use ") { "\nuse covet::dsl::*;" } else { "" };
    format!("{text}{import}")
}

/// A directory with these files; `migrations` is what is loaded.
struct Project(TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let bytes: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        Project::of_bytes(&bytes)
    }

    fn of_bytes(files: &[(&str, &[u8])]) -> Self {
        let project = Project(tempfile::tempdir().unwrap());
        for (name, bytes) in files {
            let path = project.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let migration = std::str::from_utf8(bytes).ok().filter(|_| name.ends_with(".rs")).map(with_import);
            fs::write(path, migration.as_ref().map_or(*bytes, String::as_bytes)).unwrap();
        }
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn load(&self) -> Loaded {
        self.load_for(None)
    }

    fn load_for(&self, targets: Option<Vec<Dialect>>) -> Loaded {
        load(&Request {
            directory: self.path("migrations"),
            default_app: "app".into(),
            manifest_directory: self.0.path().to_owned(),
            targets,
        })
    }
}

fn found(loaded: &Loaded) -> Vec<String> {
    loaded.findings.iter().map(|finding| placed(finding, &loaded.sources)).collect()
}

fn messages(loaded: &Loaded) -> Vec<String> {
    loaded.findings.iter().map(ToString::to_string).collect()
}

const A: &str = creates!("a");

#[test]
fn marks_without_a_place_stay_without_one() {
    assert_eq!(shown(&Diagnostic::error("x", Mark::NOWHERE, ""), &SourceMap::default()), "x nowhere");
}
