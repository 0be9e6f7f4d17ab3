//! `#[migration]`: shows what is wrong with a migration at its own tokens, and hands out its Rust steps.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use covet_core::{Diagnostic, Severity};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::place;
use crate::project::{Project, Shown};
use crate::{host, report, steps};

/// The expansion in a migration file. In a file that nothing has loaded it is the function.
pub fn expand(arguments: &TokenStream, item: &TokenStream) -> TokenStream {
    let Some(path) = file().filter(|_| !host::is_rust_analyzer()) else { return item.clone() };
    let projects = Project::of_file(&path);
    let found = findings(&projects, &path);
    let shown = show(&found, &[arguments, item]);
    let has_errors = found.iter().any(|found| found.finding.severity == Severity::Error);
    if has_errors || projects.iter().any(|project| project.is_not_rust(&path)) {
        // The function would be an error after the error. What is not Rust the compiler may have mended by a guess.
        return shown;
    }
    let name = place::function_name(item);
    let used = name.as_ref().map(|name| {
        // `fn up` is called by nobody; this makes it used, and tells an argument of another type.
        quote_spanned!(name.span()=> const _: fn(&mut ::covet::dsl::Migration) = #name;)
    });
    let migration = projects.iter().find_map(|project| project.migration(&path));
    let table = migration.filter(|_| name.is_some_and(|name| name == "up")).map(|m| steps::table(m, item));
    quote!(#item #used #shown #table)
}

/// The file that this attribute stands in.
fn file() -> Option<PathBuf> {
    Span::call_site().unwrap().local_file()?.canonicalize().ok()
}

/// A finding in this file.
struct Found<'a> {
    finding: &'a Diagnostic,
    start: (usize, usize),
    end: (usize, usize),
}

/// What is wrong in this file, once, whichever macro calls have loaded it.
fn findings<'a>(projects: &'a [Arc<Project>], path: &std::path::Path) -> Vec<Found<'a>> {
    let mut all: Vec<Found> = Vec::new();
    for project in projects {
        for finding in project.findings().filter(|finding| project.shown(finding) == Shown::InFile(path)) {
            let Some(place) = project.loaded.sources.location(finding.mark) else { continue };
            // Marks are no part of equality: the same message at another place is another finding.
            if !all.iter().any(|found| found.finding == finding && found.start == place.start) {
                all.push(Found { finding, start: place.start, end: place.end });
            }
        }
    }
    all
}

/// Shows each finding at its token, where that is among those of this attribute and its item.
fn show(found: &[Found], parts: &[&TokenStream]) -> TokenStream {
    let mut shown = TokenStream::new();
    let mut proofs = BTreeSet::new();
    for Found { finding, start, end } in found {
        let tokens =
            parts.iter().find_map(|part| place::tokens_at(part, *start, *end)).or_else(|| at_attribute(*start));
        if let Some(tokens) = tokens {
            shown.extend(report::at_tokens(finding, &tokens));
            proofs.extend((finding.severity == Severity::Error).then_some(*start));
        }
    }
    for start in proofs {
        let proof = report::proof(start);
        shown.extend(quote!(pub(crate) const #proof: () = ();));
    }
    shown
}

/// The attribute itself, where that is what a finding is about: its tokens are not among its input.
fn at_attribute(start: (usize, usize)) -> Option<Vec<TokenTree>> {
    let span = Span::call_site();
    let (first, line) = (span.unwrap().column(), span.unwrap().line());
    // Either the `#` or the name after `#[`.
    let is_here = line == start.0 && (first..=first + 2).contains(&(start.1 + 1));
    is_here.then(|| vec![TokenTree::Ident(proc_macro2::Ident::new("migration", span))])
}
