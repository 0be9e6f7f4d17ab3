//! Models, read as they are written.

mod attributes;
mod columns;
mod comparison;
mod fuzz;
mod projects;

use proc_macro2::Span;

use super::{Model, Places, read};
use crate::diagnostic::{Findings, Mark};
use crate::dsl::Migration;
use crate::replay;
use crate::schema::{Schema, Table};
use crate::syntax::source::{FileId, Source, SourceMap};
use crate::syntax::with_fallback;

/// The places of one text.
struct Text {
    sources: SourceMap,
    file: FileId,
}

impl Places for Text {
    fn mark(&mut self, start: Span, end: Span) -> Mark {
        let (start, end) = (start.start(), end.end());
        self.sources.mark(self.file, (start.line, start.column), (end.line, end.column))
    }
}

/// Reads a struct; what is wrong as `code: the text at fault: message`.
fn reading(text: &str) -> Result<Model, Vec<String>> {
    with_fallback(|| {
        let mut sources = SourceMap::default();
        let file = sources.add_file("model.rs".into(), Source::Rust, text);
        let mut places = Text { sources, file };
        let item = syn::parse_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        read(&item, &mut places).map_err(|findings| shown(&findings, &places.sources))
    })
    .unwrap()
}

fn shown(findings: &Findings, sources: &SourceMap) -> Vec<String> {
    let shown = findings.iter().map(|finding| {
        let place = crate::syntax::render::covered(finding.mark, sources).unwrap_or_default();
        format!("{}: {place}: {finding}", finding.code)
    });
    shown.collect()
}

fn model(text: &str) -> Model {
    reading(text).unwrap_or_else(|found| panic!("{text}: {found:#?}"))
}

/// What is wrong with a struct.
fn faults(text: &str) -> Vec<String> {
    reading(text).err().unwrap_or_default()
}

/// The table that a migration makes, as it is written.
fn written<R>(name: &str, body: impl FnOnce(&mut crate::dsl::Table) -> R) -> Table {
    let mut m = Migration::new();
    m.create_table(name, body);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    let crate::Operation::CreateTable(create) = &script.operations()[0] else { panic!("no table") };
    create.table.clone()
}

/// What migrations make.
fn schema<R>(body: impl FnOnce(&mut Migration) -> R) -> Schema {
    let mut m = Migration::new();
    body(&mut m);
    let mut schema = Schema::new();
    replay::apply(m.finish().0.operations(), &mut schema).unwrap();
    schema
}
