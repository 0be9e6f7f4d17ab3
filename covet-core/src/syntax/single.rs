//! What the only app of a directory is called, which has none of its own to be named after.
//!
//! The name is hashed and recorded, so that it must be the same for the command, wherever that is called, and for every program
//! that embeds the directory. It is that of the package which the directory belongs to: the nearest above it. Where there is none,
//! as beside the crates of a workspace, `covet.toml` has to say it.

use std::path::Path;

use toml::de::DeTable;

use super::Request;
use super::config::{self, Config};
use super::directory::ORDER_FILE;
use super::files::Files;
use crate::diagnostic::Diagnostic;

/// The file that makes a directory a package or a workspace.
const MANIFEST: &str = "Cargo.toml";

/// The package that a directory belongs to: the nearest at it or above it, in the same workspace.
///
/// ```
/// use covet_core::syntax::package_of;
///
/// let project = tempfile::tempdir().unwrap();
/// std::fs::write(project.path().join("Cargo.toml"), "[package]\nname = \"shop\"\n").unwrap();
/// assert_eq!(package_of(&project.path().join("db/migrations")), Some("shop".to_owned()));
/// ```
pub fn package_of(directory: &Path) -> Option<String> {
    for above in directory.ancestors() {
        // A manifest that cannot be read or parsed is cargo's to complain of.
        let Ok(text) = std::fs::read_to_string(above.join(MANIFEST)) else { continue };
        let Ok(manifest) = DeTable::parse(&text) else { continue };
        let manifest = manifest.get_ref();
        if let Some(package) = manifest.get("package").and_then(|package| package.get_ref().as_table()) {
            return Some(package.get("name")?.get_ref().as_str()?.to_owned());
        }
        if manifest.contains_key("workspace") {
            return None;
        }
    }
    None
}

/// The name of the app whose migrations stand in the requested directory itself, which is at `root`.
///
/// Without a package there is no other program than the command, which knows no better name than that of the project.
pub(super) fn name(root: &Path, request: &Request, config: &Config, files: &mut Files) -> String {
    let is_named = config.apps.values().any(|(path, _)| path.canonicalize().is_ok_and(|path| path == root));
    if is_named {
        return request.default_app.clone();
    }
    if let Some(package) = package_of(root) {
        return package;
    }
    if request.manifest_directory.join(MANIFEST).is_file() {
        let mark = files.start_of(&root.join(ORDER_FILE));
        let message = "no package has these migrations, so that nothing says what their app is called";
        let path = config.settings.path.as_deref().and_then(Path::parent).and_then(|base| root.strip_prefix(base).ok());
        let help = format!(
            "name it in {}: `[apps.<name>]` and `path = \"{}\"`; where databases have run them, by the name in \
             their tracking table",
            config::FILE_NAME,
            path.unwrap_or(root).display()
        );
        files.find(Diagnostic::error("unnamed-app", mark, message).help(help));
    }
    request.default_app.clone()
}
