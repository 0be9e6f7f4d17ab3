//! Whatever is killed, and whenever: running again ends where an uninterrupted run would have ended.
//!
//! `CATALOGUE.md` says which fault which test makes. `cargo xtask faults --rounds N` runs what is here with larger numbers, and prints what [`tally`] has counted.

mod history;
mod kills;
mod large;
mod left;
mod lost;
mod mortal;
mod process;
mod resources;
mod strike;
mod tally;
mod vanished;

/// The text of a Rust file, and what its module may be called: the name of the file, and of its directory.
fn sources(directory: &std::path::Path, found: &mut Vec<(Vec<String>, String)>) {
    for entry in std::fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let named = [path.file_stem(), directory.file_name()].into_iter().flatten();
            let names = named.map(|name| name.to_string_lossy().into_owned()).collect();
            found.push((names, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// A table of tests is worth something as long as there are these tests.
#[test]
fn the_tests_of_the_catalogue_are_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for directory in ["tests/e2e", "covet-core/src", "covet-runtime/src"] {
        sources(&root.join(directory), &mut files);
    }
    let is_there = |name: &str| match name.split_once("::") {
        Some((module, test)) => files.iter().any(|(names, text)| {
            names.iter().any(|name| name == module)
                && [format!("fn {test}("), format!(" {test}: ")].iter().any(|one| text.contains(one))
        }),
        None => root.join("ui-tests").join(name).is_file(),
    };
    let text = include_str!("CATALOGUE.md");
    let named: Vec<&str> =
        text.split('`').skip(1).step_by(2).filter(|name| name.contains("::") || name.starts_with("fail/")).collect();
    let missing: Vec<&str> = named.iter().filter(|name| !is_there(name)).copied().collect();
    assert!(named.len() > 60 && missing.is_empty(), "of {} there are not: {missing:#?}", named.len());
}
