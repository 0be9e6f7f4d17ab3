//! The table of embedded migrations.

use std::collections::BTreeMap;
use std::fmt::Write;

use covet_core::canonical;
use covet_core::replay::Down;
use covet_core::syntax::{Loaded, LoadedMigration};
use proc_macro2::TokenStream;

use crate::steps;

/// A migration to embed.
pub struct Row<'a> {
    pub migration: &'a LoadedMigration,
    /// The path of the module that its file is included as, where it has Rust steps.
    pub module: Option<String>,
}

/// The expression of the table, of type `&[Embedded]`; it takes `::covet::__private` for `private`.
///
/// Written as text and read by the compiler's own lexer, which is optimised: macros are not, in most builds, and would
/// make token by token.
pub fn table(rows: &[Row]) -> TokenStream {
    let mut text = String::from("&[");
    for row in rows {
        // Writing to a string does not fail.
        let _ = write_row(row, &mut text);
    }
    text.push(']');
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
    write!(out, "private::Embedded{{app: {:?}, name: {:?}, was: private::Option::{was:?}", id.app, id.name)?;
    let replaces =
        attributes.replaces.iter().map(|list| list.iter().map(|replaced| &replaced.name).collect::<Vec<_>>());
    let replaces: Vec<String> = replaces.map(|names| format!("&{names:?}")).collect();
    write!(out, ", replaces: &[{}]", replaces.join(", "))?;
    let depends_on: Vec<String> = attributes.depends_on.iter().map(|dependency| dependency.id.to_string()).collect();
    write!(out, ", depends_on: &{depends_on:?}, checksums: ")?;
    match canonical::checksums(migration.up.operations(), attributes.transaction) {
        [a, b, c] if a == b && b == c => write!(out, "[b\"{}\"; 3]", a.0.escape_ascii())?,
        all => write!(out, "[b\"{}\"]", all.map(|checksum| checksum.0.escape_ascii().to_string()).join("\", b\""))?,
    }
    write!(out, ", up: {:?}, down: private::Result::", canonical::encode(migration.up.operations()))?;
    match down {
        Down::Operations(inverse) => write!(out, "Ok({:?})", canonical::encode(&inverse.operations))?,
        Down::Irreversible(why) => write!(out, "Err({why:?})")?,
    }
    write!(out, ", transaction: {}, tags: &{:?}, steps: ", attributes.transaction, attributes.tags)?;
    match &row.module {
        Some(module) => write!(out, "{module}::{}", steps::TABLE)?,
        None => out.push_str("&[]"),
    }
    out.push_str("},");
    Ok(())
}
