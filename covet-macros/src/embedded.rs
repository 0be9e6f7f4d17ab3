//! The table of embedded migrations.

use std::collections::BTreeMap;
use std::fmt::Write;

use covet_core::canonical;
use covet_core::replay::Down;
use covet_core::syntax::{self, Loaded, LoadedMigration};
use proc_macro2::TokenStream;

use crate::steps;

/// A migration to embed.
pub struct Row<'a> {
    pub migration: &'a LoadedMigration,
    /// The path of the module that its file is included as, where it has Rust steps.
    pub module: Option<String>,
}

/// The expression of the table, of type `&[Embedded]`; it takes `::covet::__private` for `private`, and its
/// `Embedded` for `R`.
///
/// Written as text and read by the compiler's own lexer, which is optimised: macros are not, in most builds, and would
/// make token by token.
pub fn table(rows: &[Row]) -> TokenStream {
    let row = |row: &Row| {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = write_row(row, &mut text);
        text
    };
    let text = format!("&[{}]", syntax::each(rows, row).concat());
    text.parse().unwrap_or_default()
}

/// The expression of the apps, of type `&[App]`, in the order of their names.
pub fn apps(loaded: &Loaded) -> TokenStream {
    let mut text = String::from("&[");
    for app in &loaded.apps {
        let ours: Vec<_> = loaded.migrations.iter().filter(|one| one.migration.id.app == app.name).collect();
        let mut names = BTreeMap::new();
        for (place, one) in ours.iter().enumerate() {
            let was = one.was.as_deref().into_iter();
            let replaced = one.migration.attributes.replaced().map(|replaced| replaced.name.as_str());
            // Whoever needs what a squash replaces needs the squash, which stands behind.
            names.extend(was.chain(replaced).chain([one.migration.id.name.as_str()]).map(|name| (name, place)));
        }
        // It is searched by halves: a map has its keys in order.
        let names: Vec<_> = names.into_iter().collect();
        let releases: Vec<_> = app.releases.iter().map(|release| (&release.name, release.migrations)).collect();
        let (name, count) = (&app.name, ours.len());
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "private::App{{name: {name:?}, migrations: {count}, names: &{names:?}, releases: &{releases:?}}},"
        );
    }
    text.push(']');
    text.parse().unwrap_or_default()
}

fn write_row(row: &Row, out: &mut String) -> std::fmt::Result {
    let LoadedMigration { migration, down, was, .. } = row.migration;
    let (id, attributes) = (&migration.id, &migration.attributes);
    write!(out, "R{{app: {:?}, name: {:?}, was: ", id.app, id.name)?;
    write_option(was.as_deref(), "R::NEVER_RENAMED", out)?;
    out.push_str(", replaces: ");
    match &attributes.replaces[..] {
        [] => out.push_str("R::REPLACES_NOTHING"),
        lists => {
            let names = lists.iter().map(|list| list.iter().map(|replaced| &replaced.name).collect::<Vec<_>>());
            let lists: Vec<String> = names.map(|names| format!("&{names:?}")).collect();
            write!(out, "&[{}]", lists.join(", "))?;
        }
    }
    let depends_on: Vec<String> = attributes.depends_on.iter().map(|dependency| dependency.id.to_string()).collect();
    out.push_str(", depends_on: ");
    write_list(&depends_on, out)?;
    out.push_str(", checksums: ");
    let (operations, up) = (migration.up.operations(), canonical::encode(migration.up.operations()));
    match canonical::checksums_of(operations, &up, attributes.transaction) {
        [a, b, c] if a == b && b == c => write!(out, "[b\"{}\"; 3]", a.0.escape_ascii())?,
        all => write!(out, "[b\"{}\"]", all.map(|checksum| checksum.0.escape_ascii().to_string()).join("\", b\""))?,
    }
    let (down, irreversible) = match down {
        Down::Operations(inverse) => (canonical::encode(&inverse.operations), None),
        Down::Irreversible(why) => (String::new(), Some(why.as_str())),
    };
    out.push_str(", up: ");
    write_text(&up, out)?;
    out.push_str(", down: ");
    write_text(&down, out)?;
    out.push_str(", irreversible: ");
    write_option(irreversible, "R::REVERSIBLE", out)?;
    write!(out, ", transaction: {}, tags: ", attributes.transaction)?;
    write_list(&attributes.tags, out)?;
    out.push_str(", steps: ");
    match &row.module {
        Some(module) => write!(out, "{module}::{}", steps::TABLE)?,
        None => out.push_str("R::NO_STEPS"),
    }
    out.push_str("},");
    Ok(())
}

/// Writes a text as it is where it can be, which both this macro and the compiler are quicker with: a canonical form
/// is half quotes, and has no control characters.
fn write_text(text: &str, out: &mut String) -> std::fmt::Result {
    if text.contains("\"#") {
        return write!(out, "{text:?}");
    }
    out.push_str("r#\"");
    out.push_str(text);
    out.push_str("\"#");
    Ok(())
}

/// Writes a text, or the constant that stands for none.
fn write_option(text: Option<&str>, none: &str, out: &mut String) -> std::fmt::Result {
    match text {
        Some(text) => write!(out, "private::Option::Some({text:?})"),
        None => out.write_str(none),
    }
}

/// Writes a list of texts, or the constant that stands for an empty one.
fn write_list(list: &[String], out: &mut String) -> std::fmt::Result {
    match list {
        [] => out.write_str("R::NONE"),
        list => write!(out, "&{list:?}"),
    }
}
