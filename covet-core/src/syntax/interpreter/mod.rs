//! Turns a migration file into operations, by reading it.
//!
//! A migration is a record, not a program: its file is parsed and its calls are made on the real builder,
//! [`crate::dsl`], one by one, as [`methods`] says. Whatever cannot be read as such a call is refused with a reason.
//! One pass finds everything: after an error the next statement is read, and a table whose body has a bad line is
//! still created with the rest.

mod attributes;
mod body;
mod items;
mod methods;
mod names;
mod refusal;
mod step;
mod usual;
mod value;

#[cfg(test)]
mod refused;
#[cfg(test)]
mod same;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::ItemFn;

use super::StepFunction;
use super::files::Files;
use super::source::FileId;
use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::dialect::Dialect;
use crate::dsl;
use crate::migration::{Migration, MigrationId, Script, WrittenDown};
use methods::Receiver;

/// Brackets in brackets: rustc's own limit for what it expands.
const MAX_DEPTH: usize = 128;

/// Tokens of one expression, with those around it: parsing goes one call deeper for each, and a stack has an end.
const MAX_EXPRESSION: usize = 10_000;

/// What surrounds a migration file.
pub(super) struct Surroundings<'a> {
    /// The directory that it stands in, canonical.
    pub(super) directory: &'a Path,
    /// What no included file may lead out of, canonical.
    pub(super) root: &'a Path,
    /// The databases that it must run on.
    pub(super) targets: &'a [Dialect],
}

/// What a migration file says.
pub(super) struct Interpreted {
    pub(super) migration: Migration,
    pub(super) functions: Vec<StepFunction>,
    pub(super) docs: String,
    /// Files whose text it includes.
    pub(super) included: Vec<PathBuf>,
    /// There are findings, so that the operations are not all that the file says.
    pub(super) broken: bool,
}

/// Reads a migration file. Must run inside of [`with_fallback`](super::fallback::with_fallback).
pub(super) fn interpret(id: MigrationId, file: FileId, files: &mut Files, around: &Surroundings<'_>) -> Interpreted {
    usual::read(&id, file, files).unwrap_or_else(|| interpret_parsed(id, file, files, around))
}

/// What a file says of which nothing has been read.
fn no_migration(id: MigrationId, file: FileId, files: &mut Files) -> Interpreted {
    let mark = files.sources.mark(file, (1, 0), (1, 0));
    let migration = Migration { id, mark, attributes: Default::default(), up: Script::default(), down: None };
    Interpreted { migration, functions: vec![], docs: String::new(), included: vec![], broken: true }
}

/// Reads a migration file that syn has parsed.
fn interpret_parsed(id: MigrationId, file: FileId, files: &mut Files, around: &Surroundings<'_>) -> Interpreted {
    let text = files.text(file);
    let nothing = no_migration(id, file, files);
    let parsed = match parse(&text) {
        Ok(parsed) => parsed,
        Err(errors) => {
            for (span, message) in errors {
                let mark = mark_of_error(files, file, span);
                files.find(Diagnostic::error("not-rust", mark, format!("this is not Rust: {message}")));
            }
            return nothing;
        }
    };
    let mut interpreter = Interpreter {
        file,
        files,
        around,
        functions: items::functions(&parsed),
        imports: items::Imports::of(&parsed),
        steps: Vec::new(),
        refused_steps: Vec::new(),
        refused_names: Vec::new(),
        included: Vec::new(),
        scope: Vec::new(),
        broken_calls: Vec::new(),
        faults: 0,
    };
    let read = interpreter.file(&parsed, nothing);
    Interpreted { functions: interpreter.steps, included: interpreter.included, broken: interpreter.faults > 0, ..read }
}

/// Parses a file; the errors are places and messages.
pub(super) fn parse(text: &str) -> Result<syn::File, Vec<(Span, String)>> {
    let tokens = TokenStream::from_str(text).map_err(|error| {
        vec![(error.span(), "a bracket or a literal is not closed, or a character is unknown".into())]
    })?;
    if let Some((span, message)) = too_deep(tokens.clone()) {
        return Err(vec![(span, message)]);
    }
    let errors = |error: syn::Error| error.into_iter().map(|error| (error.span(), error.to_string())).collect();
    syn::parse2(tokens).map_err(errors)
}

/// The first token that could not be parsed by recursion, and why.
fn too_deep(tokens: TokenStream) -> Option<(Span, String)> {
    // For each open bracket what follows in it, and how many tokens its expression has so far.
    let mut levels = vec![(tokens.into_iter(), 0)];
    let mut tokens = 0;
    while let Some((level, length)) = levels.last_mut() {
        let Some(token) = level.next() else {
            tokens -= *length;
            levels.pop();
            continue;
        };
        let separates = match &token {
            TokenTree::Punct(punct) => [',', ';'].contains(&punct.as_char()),
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        if separates {
            tokens -= *length;
            *length = 0;
        }
        *length += 1;
        tokens += 1;
        if tokens > MAX_EXPRESSION {
            return Some((token.span(), format!("this expression has more than {MAX_EXPRESSION} tokens")));
        }
        if let TokenTree::Group(group) = token {
            if levels.len() > MAX_DEPTH {
                return Some((group.span_open(), format!("brackets are nested more than {MAX_DEPTH} deep")));
            }
            levels.push((group.stream().into_iter(), 0));
        }
    }
    None
}

/// The mark of what the parser complains of: one character where it names none, the last one at the end of the file.
pub(super) fn mark_of_error(files: &mut Files, file: FileId, span: Span) -> Mark {
    let (start, end) = (span.start(), span.end());
    if start != end {
        return mark_of(files, file, span);
    }
    if (start.line, start.column) <= (1, 0) {
        let text = files.text(file);
        let text = text.trim_end();
        let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
        return files.sources.mark_bytes(file, last..text.len());
    }
    files.sources.mark(file, (start.line, start.column), (start.line, start.column + 1))
}

pub(super) fn mark_of(files: &mut Files, file: FileId, span: Span) -> Mark {
    let (start, end) = (span.start(), span.end());
    files.sources.mark(file, (start.line.max(1), start.column), (end.line.max(1), end.column))
}

/// Reads one file.
struct Interpreter<'f, 'a> {
    file: FileId,
    files: &'a mut Files,
    around: &'a Surroundings<'a>,
    /// The functions of the file, by name.
    functions: HashMap<String, &'f ItemFn>,
    /// The names that the file has from elsewhere.
    imports: items::Imports,
    /// The functions that its operations name.
    steps: Vec<StepFunction>,
    /// Those of this file that cannot be steps: what is wrong with one is said once.
    refused_steps: Vec<String>,
    /// The names that a refused `let` would have made: what is wrong with one is said once.
    refused_names: Vec<String>,
    included: Vec<PathBuf>,
    /// The names of the builders around the place that is read, innermost last.
    scope: Vec<Option<String>>,
    /// The calls whose bodies have faults: what the builder says of these follows from that.
    broken_calls: Vec<Mark>,
    faults: usize,
}

impl<'f> Interpreter<'f, '_> {
    fn mark(&mut self, span: Span) -> Mark {
        mark_of(self.files, self.file, span)
    }

    fn fault(&mut self, code: &'static str, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let mark = self.mark(span);
        self.find(Diagnostic::error(code, mark, message).help(help));
    }

    fn find(&mut self, finding: Diagnostic) {
        self.faults += 1;
        self.files.find(finding);
    }

    fn refuse(&mut self, span: Span, refusal: refusal::Refusal) {
        self.fault("refused", span, refusal.what, refusal.help);
    }

    /// Refuses an expression that is no value, or that names one which a `let` was refused for.
    fn refuse_value(&mut self, expression: &syn::Expr) {
        let expression = refusal::culprit(expression);
        if self.is_refused_name(expression) {
            // What is wrong has been said; the migration is not read whole all the same.
            self.faults += 1;
        } else {
            self.refuse(refusal::span(expression), refusal::value(expression));
        }
    }

    fn is_refused_name(&self, expression: &syn::Expr) -> bool {
        let syn::Expr::Path(path) = expression else { return false };
        self.refused_names.iter().any(|name| path.path.is_ident(name))
    }

    /// Reads a whole file into `read`.
    fn file(&mut self, file: &'f syn::File, mut read: Interpreted) -> Interpreted {
        read.docs = items::docs(&file.attrs);
        let items = self.items(file);
        if let Some((up, attribute)) = items.up {
            read.migration.mark = self.mark(up.sig.ident.span());
            read.migration.attributes = self.attributes(attribute, &read.migration.id);
            read.migration.up = self.function(up);
        }
        if let Some((down, attribute)) = items.down {
            self.no_arguments(attribute);
            let mark = self.mark(down.sig.ident.span());
            read.migration.down = Some(WrittenDown { script: self.function(down), mark });
        }
        read
    }

    /// The operations of `up` or `down`.
    fn function(&mut self, function: &'f ItemFn) -> Script {
        let first = self.files.sources.next_mark();
        let migration = dsl::Migration::new();
        let Some(name) = self.signature(function) else { return Script::default() };
        self.block(&function.block, name, &Receiver::Migration(migration.clone()), true);
        let (mut script, findings) = migration.finish();
        script.written_within(first..self.files.sources.next_mark());
        self.builder_findings(findings);
        script
    }

    /// Takes over what the builder found, except for what follows from a body that could not be read whole.
    fn builder_findings(&mut self, findings: Findings) {
        for finding in findings.into_iter() {
            if !self.broken_calls.iter().any(|call| call.index() == finding.mark.index()) {
                self.find(finding);
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::syntax::fallback::with_fallback;
    use crate::syntax::source::Source;

    /// Reads a text as a migration; gives what it says, the messages, and every finding as `code line:column text`.
    pub(in crate::syntax) fn read(text: &str) -> (Interpreted, Vec<String>, Vec<String>) {
        read_for(text, &Dialect::ALL)
    }

    pub(super) fn read_for(text: &str, targets: &[Dialect]) -> (Interpreted, Vec<String>, Vec<String>) {
        let mut files = Files::default();
        let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
        let around = Surroundings { directory, root: directory, targets };
        let id = MigrationId::new("app", "0002_x");
        let text = crate::syntax::tests::with_import(text);
        let file = files.sources.add_file("0002_x.rs".into(), Source::Rust, text);
        let read = with_fallback(|| interpret(id, file, &mut files, &around)).unwrap();
        let (sources, findings, _) = files.finish();
        let messages = findings.iter().map(ToString::to_string).collect();
        (read, messages, findings.iter().map(|finding| crate::syntax::tests::shown(finding, &sources)).collect())
    }

    #[test]
    fn names_in_operations_know_where_they_were_written() {
        let text = "#[migration]\nfn up(m: &mut Migration) {\n    m.create_index(\"posts\", [\"a\", \"b\"]);\n}\n";
        let mut files = Files::default();
        let around = Surroundings { directory: Path::new(""), root: Path::new(""), targets: &Dialect::ALL };
        let file = files.sources.add_file("x.rs".into(), Source::Rust, text);
        let read = with_fallback(|| interpret(MigrationId::new("a", "b"), file, &mut files, &around)).unwrap();
        let crate::Operation::CreateIndex(create) = &read.migration.up.operations()[0] else { panic!() };
        let start = |mark| files.sources.location(mark).unwrap().start;
        assert_eq!(start(create.table.mark()), (3, 19));
        assert_eq!(start(create.index.columns().nth(1).unwrap().mark()), (3, 34));
        assert_eq!(start(read.migration.up.mark(0)), (3, 6));
        assert_eq!(start(read.migration.mark), (2, 3));
    }

    #[test]
    fn everything_an_author_says_is_kept() {
        let (read, _, found) = read(
            "//! One.\n//!\n//! Two.\n#![allow(unused)]\nuse covet::dsl::*;\n/// Docs.\n#[allow(dead_code)]\n#[covet::migration(\n\
             depends_on = [\"a/1\", \"b/2\",], tags = [\"contract\"], author = \"A\", transaction = false,\n\
             irreversible = \"gone\")]\nfn up(m: &mut Migration) { m.drop_table(\"x\"); }\nconst N: u8 = 1;\n",
        );
        assert_eq!(found, [""; 0]);
        assert_eq!(read.docs, "One.\n\nTwo.");
        let attributes = read.migration.attributes;
        let depends_on: Vec<String> =
            attributes.depends_on.iter().map(|dependency| dependency.id.to_string()).collect();
        assert_eq!(depends_on, ["a/1", "b/2"]);
        assert_eq!(attributes.tags, ["contract"]);
        assert_eq!(attributes.author.as_deref(), Some("A"));
        assert_eq!(attributes.irreversible.as_deref(), Some("gone"));
        assert!(!attributes.transaction);
    }
}
