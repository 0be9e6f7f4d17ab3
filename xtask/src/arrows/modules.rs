//! Arrows between the modules of the core, and the effects that it must not have, read from its sources.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::paths::{self, Mention};
use crate::workspace;

/// What a module of the core may use besides itself.
enum May {
    /// These modules and no others.
    UseOnly(&'static [&'static str]),
    /// Every module but these.
    NotUse(&'static [&'static str]),
}

/// The modules that have a rule. A change of this table is a change of the architecture.
const ARROWS: [(&str, May); 10] = [
    ("ident", May::UseOnly(&["diagnostic", "checksum"])),
    ("diagnostic", May::UseOnly(&["ident", "checksum"])),
    ("checksum", May::UseOnly(&["ident", "diagnostic"])),
    ("schema", May::UseOnly(&["ident", "diagnostic", "dialect"])),
    ("dialect", May::NotUse(&["schema", "operation", "plan", "replay", "diff", "lint", "sql", "syntax", "dsl"])),
    ("sql", May::UseOnly(&["schema", "ident", "dialect", "diagnostic"])),
    ("normal", May::UseOnly(&["schema", "sql", "ident", "dialect"])),
    ("operation", May::NotUse(&["plan", "sql", "syntax", "replay"])),
    ("plan", May::NotUse(&["syntax", "dsl"])),
    // Of `sql` it is the lexer that the rules need, for what was written by hand.
    ("lint", May::UseOnly(&["operation", "schema", "ident", "dialect", "diagnostic", "sql"])),
];

/// What makes an answer depend on more than the question: the same input must give the same bytes.
const EFFECTS: [&[&str]; 6] = [
    &["std", "fs"],
    &["std", "env"],
    &["std", "net"],
    &["std", "process"],
    &["std", "time", "SystemTime"],
    &["std", "time", "Instant"],
];

/// The one module of the core that reads files.
const READS_FILES: &str = "syntax";

/// A file of the core: its path within the workspace, its module, and what it mentions.
struct Source {
    place: PathBuf,
    module: Vec<String>,
    mentions: Vec<Mention>,
}

/// The broken arrows, a line each.
///
/// # Errors
/// When a source file cannot be read.
pub fn broken() -> Result<Vec<String>> {
    let mut files = Vec::new();
    collect(&workspace::root().join("covet-core/src"), &mut files)?;
    let sources = files.iter().map(|file| source(file)).collect::<Result<Vec<_>>>()?;
    Ok(judge(&sources))
}

fn judge(sources: &[Source]) -> Vec<String> {
    let root = root_names(sources);
    sources.iter().flat_map(|source| broken_by(source, &root)).collect()
}

/// The Rust files under a folder, in order, but for those that hold only tests.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    let mut entries = read().with_context(|| format!("failed to list {}", folder.display()))?;
    entries.sort();
    for entry in entries.into_iter().filter(|entry| entry.file_stem().is_none_or(|stem| stem != "tests")) {
        if entry.is_dir() {
            collect(&entry, files)?;
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            files.push(entry);
        }
    }
    Ok(())
}

fn source(file: &Path) -> Result<Source> {
    let place = file.strip_prefix(workspace::root()).unwrap_or(file).to_owned();
    let within = place.strip_prefix("covet-core/src").unwrap_or(&place);
    let module = module_of(within);
    let read = || paths::read(&fs::read_to_string(file)?, &module);
    let mentions = read().with_context(|| format!("failed to read {}", place.display()))?;
    Ok(Source { place, module, mentions })
}

/// `sql/mysql.rs` is the module sql::mysql, `sql/mod.rs` is sql, and `lib.rs` the root.
fn module_of(file: &Path) -> Vec<String> {
    let mut module: Vec<_> = file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    module.pop_if(|last| last == "mod" || last == "lib");
    module
}

/// The names that the root re-exports and the module each comes from, for `crate::Step` uses `plan` all the same.
fn root_names(sources: &[Source]) -> BTreeMap<&str, &str> {
    let root = sources.iter().filter(|source| source.module.is_empty());
    let mentions = root.flat_map(|source| &source.mentions).map(|mention| &mention.segments[..]);
    mentions
        .filter_map(|segments| match segments {
            [first, module, .., name] if first == "crate" => Some((name.as_str(), module.as_str())),
            [module, .., name] if module != "std" => Some((name.as_str(), module.as_str())),
            _ => None,
        })
        .collect()
}

fn broken_by(source: &Source, root: &BTreeMap<&str, &str>) -> Vec<String> {
    let Some(module) = source.module.first() else {
        return Vec::new();
    };
    let row = ARROWS.iter().find(|(name, _)| name == module);
    let place = source.place.display();
    let mut broken = Vec::new();
    for Mention { segments, line } in &source.mentions {
        let path = segments.join("::");
        if let ([first, used, ..], Some((_, may))) = (&segments[..], row)
            && first == "crate"
        {
            let used = root.get(used.as_str()).copied().unwrap_or(used);
            if used != module && !may.allow(used) {
                broken.push(format!("{place}:{line}: `{module}` must not use `{used}` ({path})"));
            }
        }
        if module != READS_FILES && EFFECTS.iter().any(|effect| reaches(segments, effect)) {
            broken.push(format!("{place}:{line}: `{module}` is pure and must not use `{path}`"));
        }
    }
    broken
}

impl May {
    fn allow(&self, module: &str) -> bool {
        match self {
            Self::UseOnly(modules) => modules.contains(&module),
            Self::NotUse(modules) => !modules.contains(&module),
        }
    }
}

/// Whether a path leads into `effect` (`std::fs::read`), or brings in a module that holds it (`use std::time`).
fn reaches(path: &[String], effect: &[&str]) -> bool {
    let path = match path {
        [parent @ .., last] if last == "*" || last == "self" => parent,
        _ => path,
    };
    path.iter().zip(effect).all(|(segment, expected)| segment == expected) && (path.len() > 1 || path[0] == "std")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What breaks when these files stand in the core.
    fn broken(files: &[(&str, &str)]) -> Vec<String> {
        let source = |&(file, text): &(&str, &str)| {
            let module = module_of(Path::new(file));
            Source { place: file.into(), mentions: paths::read(text, &module).unwrap(), module }
        };
        judge(&files.iter().map(source).collect::<Vec<_>>())
    }

    #[test]
    fn a_broken_arrow_names_its_place() {
        let broken = broken(&[("sql/mysql.rs", "use crate::ident::Ident;\n\nuse crate::plan::Step;\n")]);
        assert_eq!(broken, ["sql/mysql.rs:3: `sql` must not use `plan` (crate::plan::Step)"]);
    }

    #[test]
    fn arrows_of_the_table_are_held_in_both_forms() {
        assert_eq!(broken(&[("schema/table.rs", "use crate::operation::Operation;")]).len(), 1);
        assert_eq!(broken(&[("operation/mod.rs", "fn f() { crate::replay::replay() }")]).len(), 1);
        assert_eq!(broken(&[("ident.rs", "use super::schema::Table;")]).len(), 1);
        assert!(broken(&[("operation/mod.rs", "use crate::schema::Schema;\nuse crate::dialect::Dialect;")]).is_empty());
        assert!(broken(&[("sql/mod.rs", "use crate::sql::Writer;\npub use self::mysql::MySql;")]).is_empty());
        assert!(broken(&[("replay.rs", "use crate::operation::Operation;")]).is_empty());
    }

    #[test]
    fn a_name_re_exported_by_the_root_counts_as_its_module() {
        let root = ("lib.rs", "mod plan;\npub use plan::{Plan, Step};\npub use self::ident::Ident;");
        let broken = broken(&[root, ("sql/mod.rs", "use crate::{Ident, Step};")]);
        assert_eq!(broken, ["sql/mod.rs:1: `sql` must not use `plan` (crate::Step)"]);
    }

    #[test]
    fn effects_are_found_outside_syntax() {
        let effects = [
            "use std::fs;",
            "use std::{env, fmt};",
            "use std::time;",
            "use std::time::*;",
            "fn f() { std::time::Instant::now(); }",
            "fn f() { ::std::process::exit(1) }",
        ];
        for effect in effects {
            assert_eq!(broken(&[("graph.rs", effect)]).len().min(1), 1, "{effect}");
        }
        assert!(broken(&[("syntax/directory.rs", "use std::fs;")]).is_empty());
        assert!(broken(&[("graph.rs", "use std::time::Duration;\nuse std::fmt;")]).is_empty());
    }

    #[test]
    fn the_table_has_each_module_once() {
        let names: std::collections::BTreeSet<_> = ARROWS.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), ARROWS.len());
    }
}
