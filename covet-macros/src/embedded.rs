//! The table of embedded migrations.

use std::fmt::Write;

use covet_core::embedding::{AppEmbedding, Embedding};
use proc_macro2::TokenStream;

use crate::steps;

/// A migration to embed.
pub struct Row<'a> {
    pub migration: &'a Embedding,
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
pub fn apps(apps: &[AppEmbedding]) -> TokenStream {
    let mut text = String::from("&[");
    for AppEmbedding { name, migrations, names, releases } in apps {
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "private::App{{name: {name:?}, migrations: {migrations}, names: &{names:?}, releases: &{releases:?}}},"
        );
    }
    text.push(']');
    text.parse().unwrap_or_default()
}

fn write_row(row: &Row, out: &mut String) -> std::fmt::Result {
    let Embedding { app, name, was, depends_on, checksums, up, down, transaction, tags } = row.migration;
    write!(out, "private::Embedded{{app: {app:?}, name: {name:?}, was: private::Option::{was:?}")?;
    write!(out, ", depends_on: &{depends_on:?}, checksums: ")?;
    match checksums {
        [a, b, c] if a == b && b == c => write!(out, "[b\"{}\"; 3]", a.0.escape_ascii())?,
        all => {
            let all = all.each_ref().map(|checksum| checksum.0.escape_ascii().to_string());
            write!(out, "[b\"{}\"]", all.join("\", b\""))?;
        }
    }
    write!(out, ", up: {up:?}, down: private::Result::{down:?}, transaction: {transaction}, tags: &{tags:?}, steps: ")?;
    match &row.module {
        Some(module) => write!(out, "{module}::{}", steps::TABLE)?,
        None => out.push_str("&[]"),
    }
    out.push_str("},");
    Ok(())
}
