//! The table of embedded migrations.

use std::fmt::Write;

use covet_core::embedding::{AppEmbedding, Embedding, Link};
use covet_core::packing::{Packing, pack_names};
use proc_macro2::TokenStream;

use crate::lexed::lexed;
use crate::steps;

/// A migration to embed.
pub struct Row<'a> {
    pub migration: &'a Embedding,
    /// The path of the module that its file is included as, where it has Rust steps.
    pub module: Option<String>,
}

/// The static `PACKED`, which has the migrations, and `APPS`, in the order of their names. They take
/// `::covet::__private` for `private`.
///
/// Packed, which the [compiler](covet_core::packing) is quick with, and written as text, which is [quick](lexed), too.
pub fn statics(rows: &[Row], apps: &[AppEmbedding]) -> TokenStream {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_rows(rows, &mut text).and_then(|()| write_apps(apps, &mut text));
    lexed(&text)
}

fn write_rows(rows: &[Row], out: &mut String) -> std::fmt::Result {
    let mut packing = Packing::default();
    let mut others = vec!["private::Embedded::USUAL".to_owned()];
    for row in rows {
        let other = other(row);
        packing.add(row.migration, if other.is_empty() { 0 } else { others.len() });
        if !other.is_empty() {
            others.push(format!("private::Embedded{{{other}..private::Embedded::USUAL}}"));
        }
    }
    let Packing { apps, texts, checksums, numbers } = &packing;
    write!(out, "static PACKED: private::Packed = private::Packed{{rows: private::Rows{{apps: &{apps:?}, texts: ")?;
    write_text(texts, out)?;
    out.push_str(", checksums: ");
    write_bytes(checksums, out)?;
    out.push_str(", numbers: ");
    write_bytes(numbers, out)?;
    write!(out, "}}, others: &[{}]}};", others.join(", "))
}

/// What a migration says beside what is packed.
fn other(row: &Row) -> String {
    let Embedding { was, replaces, depends_on, down, transaction, tags, .. } = row.migration;
    let mut fields = String::new();
    let mut field = |name: &str, value: &str| fields.extend([name, ": ", value, ", "]);
    if let Some(was) = was {
        field("was", &format!("private::Option::Some({was:?})"));
    }
    if !replaces.is_empty() {
        let lists: Vec<String> = replaces.iter().map(|names| format!("&{names:?}")).collect();
        field("replaces", &format!("&[{}]", lists.join(", ")));
    }
    if !depends_on.is_empty() {
        field("depends_on", &format!("&{depends_on:?}"));
    }
    if let Err(why) = down {
        field("irreversible", &format!("private::Option::Some({why:?})"));
    }
    if !transaction {
        field("transaction", "false");
    }
    if !tags.is_empty() {
        field("tags", &format!("&{tags:?}"));
    }
    if let Some(module) = &row.module {
        field("steps", &format!("{module}::{}", steps::TABLE));
    }
    fields
}

fn write_apps(apps: &[AppEmbedding], out: &mut String) -> std::fmt::Result {
    write!(out, "static APPS: [private::App; {}] = [", apps.len())?;
    for AppEmbedding { name, migrations, names, links, releases } in apps {
        let (texts, numbers) = pack_names(names);
        write!(
            out,
            "private::App{{name: {name:?}, migrations: {migrations}, names: private::Names{{texts: {texts:?}, "
        )?;
        out.push_str("numbers: ");
        write_bytes(&numbers, out)?;
        out.push_str("}, links: &[");
        for Link { name, place, depends_on } in links {
            write!(out, "private::Link{{name: {name:?}, place: {place}, depends_on: &{depends_on:?}}}, ")?;
        }
        write!(out, "], releases: &{releases:?}}}, ")?;
    }
    out.write_str("];")
}

fn write_bytes(bytes: &[u8], out: &mut String) -> std::fmt::Result {
    write!(out, "b\"{}\"", bytes.escape_ascii())
}

/// Writes a text as it is, which both this macro and the compiler are quicker with: a canonical form is half quotes, and
/// has no control characters.
fn write_text(text: &str, out: &mut String) -> std::fmt::Result {
    let mut fence = "#".to_owned();
    while text.contains(&format!("\"{fence}")) {
        fence.push('#');
    }
    write!(out, "r{fence}\"{text}\"{fence}")
}
