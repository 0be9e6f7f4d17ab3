//! Arrows between crates, read from `cargo metadata` and `cargo tree`.

use anyhow::Result;

use crate::workspace::{self, Package};

const CORE: &str = "covet-core";

/// Each published crate, and the crates of this workspace that it may depend on.
const ARROWS: [(&str, &[&str]); 5] = [
    (CORE, &[]),
    ("covet-macros", &[CORE]),
    ("covet-runtime", &[CORE]),
    ("covet-cli", &[CORE, "covet-runtime"]),
    ("covet", &[CORE, "covet-runtime", "covet-macros"]),
];

/// What the core must not link when `syntax` is off, for it is then in the user's program.
const NOT_IN_THE_BARE_CORE: [&str; 8] =
    ["syn", "tokio", "sqlx", "sqlx-core", "toml", "proc-macro2", "async-trait", "futures-core"];

/// The broken arrows, a line each.
///
/// # Errors
/// When cargo cannot say what depends on what.
pub fn broken() -> Result<Vec<String>> {
    let packages = workspace::metadata()?.packages;
    let members: Vec<_> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut broken: Vec<_> = packages.iter().flat_map(|package| broken_by(package, &members)).collect();

    // Metadata joins the features of the whole workspace, where the macros turn on `syntax`; a tree of the core alone
    // does not. Procedural macros run at build time and are not linked.
    let mut tree = workspace::cargo();
    tree.args(["tree", "--package", CORE, "--no-default-features", "--edges", "normal,no-proc-macro"]);
    broken.extend(unwanted(&workspace::output(tree.args(["--prefix", "none", "--format", "{p}"]))?));
    Ok(broken)
}

/// Dev-dependencies point wherever a test needs them to, but never at xtask.
fn broken_by(package: &Package, members: &[&str]) -> Vec<String> {
    let place = package.manifest_path.strip_prefix(workspace::root()).unwrap_or(&package.manifest_path).display();
    let row = ARROWS.iter().find(|(name, _)| *name == package.name);
    let never_published = package.publish.as_ref().is_some_and(Vec::is_empty);
    if row.is_none() && !never_published {
        return vec![format!("{place}: `{}` has no row in the table of arrows between crates", package.name)];
    }
    let allowed = |name: &str, is_dev: bool| name != "xtask" && (is_dev || row.is_none_or(|row| row.1.contains(&name)));
    let dependencies = package.dependencies.iter().filter(|dependency| members.contains(&dependency.name.as_str()));
    dependencies
        .filter(|dependency| !allowed(&dependency.name, dependency.kind.as_deref() == Some("dev")))
        .map(|dependency| format!("{place}: `{}` must not depend on `{}`", package.name, dependency.name))
        .collect()
}

fn unwanted(tree: &str) -> Vec<String> {
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let found = names.filter(|name| NOT_IN_THE_BARE_CORE.contains(name));
    found.map(|name| format!("{CORE}/Cargo.toml: without `syntax` it must not reach `{name}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    const MEMBERS: [&str; 4] = [CORE, "covet-runtime", "covet-macros", "xtask"];

    fn package(name: &str, depends_on: &str, kind: Option<&str>) -> Package {
        Package {
            name: name.into(),
            manifest_path: workspace::root().join(name).join("Cargo.toml"),
            publish: None,
            dependencies: vec![Dependency { name: depends_on.into(), kind: kind.map(str::to_owned) }],
            features: Default::default(),
        }
    }

    #[test]
    fn an_arrow_that_is_not_in_the_table_is_broken() {
        let macros = package("covet-macros", "covet-runtime", None);
        let broken = broken_by(&macros, &MEMBERS);
        assert_eq!(broken, ["covet-macros/Cargo.toml: `covet-macros` must not depend on `covet-runtime`"]);
        assert!(broken_by(&package("covet-macros", CORE, None), &MEMBERS).is_empty());
        assert!(broken_by(&package(CORE, "serde", None), &MEMBERS).is_empty());
    }

    #[test]
    fn tests_may_point_anywhere_but_at_xtask() {
        assert!(broken_by(&package(CORE, "covet-macros", Some("dev")), &MEMBERS).is_empty());
        assert_eq!(broken_by(&package(CORE, "covet-macros", Some("build")), &MEMBERS).len(), 1);
        assert_eq!(broken_by(&package(CORE, "xtask", Some("dev")), &MEMBERS).len(), 1);
    }

    #[test]
    fn a_new_published_crate_needs_a_row() {
        let mut stranger = package("covet-extra", CORE, None);
        assert!(broken_by(&stranger, &MEMBERS)[0].contains("has no row"));
        stranger.publish = Some(Vec::new());
        assert!(broken_by(&stranger, &MEMBERS).is_empty());
    }

    #[test]
    fn a_heavy_crate_in_the_bare_core_is_found() {
        assert!(unwanted("covet-core v0.1.0 (/x)\nserde v1.0.0\nsynstructure v0.13.0\n").is_empty());
        assert_eq!(unwanted("serde v1.0.0\nsyn v3.0.1\n").len(), 1);
    }
}
