//! The table of embedded migrations.

use std::fmt::Write;

use covet_core::embedding::{AppEmbedding, Embedding};
use covet_core::syntax;
use proc_macro2::TokenStream;

use crate::lexed::lexed;
use crate::steps;

/// A migration to embed.
pub struct Row<'a> {
    pub migration: &'a Embedding,
    /// The path of the module that its file is included as, where it has Rust steps.
    pub module: Option<String>,
}

/// The expression of the table, of type `&[Embedded]`; it takes `::covet::__private` for `private`, and its
/// `Embedded` for `R`.
///
/// Written as text, which is [quick](lexed).
pub fn table(rows: &[Row]) -> TokenStream {
    let row = |row: &Row| {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = write_row(row, &mut text);
        text
    };
    let text = format!("&[{}]", syntax::each(rows, row).concat());
    lexed(&text)
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
    lexed(&text)
}

fn write_row(row: &Row, out: &mut String) -> std::fmt::Result {
    let Embedding { app, name, was, replaces, depends_on, checksums, up, down, transaction, tags } = row.migration;
    write!(out, "R{{app: {app:?}, name: {name:?}, was: ")?;
    write_option(was.as_deref(), "R::NEVER_RENAMED", out)?;
    out.push_str(", replaces: ");
    match &replaces[..] {
        [] => out.push_str("R::REPLACES_NOTHING"),
        lists => {
            let lists: Vec<String> = lists.iter().map(|names| format!("&{names:?}")).collect();
            write!(out, "&[{}]", lists.join(", "))?;
        }
    }
    out.push_str(", depends_on: ");
    write_list(depends_on, out)?;
    out.push_str(", checksums: ");
    match checksums {
        [a, b, c] if a == b && b == c => write!(out, "[b\"{}\"; 3]", a.0.escape_ascii())?,
        all => {
            let all = all.each_ref().map(|checksum| checksum.0.escape_ascii().to_string());
            write!(out, "[b\"{}\"]", all.join("\", b\""))?;
        }
    }
    let (down, irreversible) = match down {
        Ok(down) => (down.as_str(), None),
        Err(why) => ("", Some(why.as_str())),
    };
    out.push_str(", up: ");
    write_text(up, out)?;
    out.push_str(", down: ");
    write_text(down, out)?;
    out.push_str(", irreversible: ");
    write_option(irreversible, "R::REVERSIBLE", out)?;
    write!(out, ", transaction: {transaction}, tags: ")?;
    write_list(tags, out)?;
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
