//! The table of embedded migrations.

use std::fmt::Write;

use covet_core::canonical;
use covet_core::replay::Down;
use covet_core::syntax::LoadedMigration;
use proc_macro2::TokenStream;

use crate::steps;

/// A migration to embed.
pub struct Row<'a> {
    pub migration: &'a LoadedMigration,
    /// The path of the module that its file is included as, where it has Rust steps.
    pub module: Option<String>,
}

/// The expression of the table, of type `&[Embedded]`.
///
/// Written as text and read by the compiler's own lexer: of a thousand migrations that takes a tenth of the time that
/// making the tokens one by one does in a macro that is built without optimisation.
pub fn table(rows: &[Row]) -> TokenStream {
    let mut text = String::from("&[");
    for row in rows {
        // Writing to a string does not fail.
        let _ = write_row(row, &mut text);
    }
    text.push(']');
    text.parse().unwrap_or_default()
}

fn write_row(row: &Row, out: &mut String) -> std::fmt::Result {
    let LoadedMigration { migration, down, .. } = row.migration;
    let (id, attributes) = (&migration.id, &migration.attributes);
    write!(out, "::covet::__private::Embedded{{app: {:?}, name: {:?}, checksums: [", id.app, id.name)?;
    for checksum in canonical::checksums(migration.up.operations(), attributes.transaction) {
        write!(out, "b\"{}\",", checksum.0.escape_ascii())?;
    }
    write!(out, "], up: {:?}, down: ::covet::__private::Result::", canonical::encode(migration.up.operations()))?;
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
