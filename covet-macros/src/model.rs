//! `#[derive(Model)]`: what a struct says of its table, compared with the migrations of the crate.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use covet_core::lint::Level;
use covet_core::syntax::model::{self, Model, Owners, Places};
use covet_core::syntax::{self, Request};
use covet_core::{Diagnostic, Findings, Ident, Mark, Severity};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{DeriveInput, Item};

use crate::project::Project;
use crate::{host, report};

/// The expansion of the derive on a struct: the implementation of `covet::Model`, and what is wrong.
pub fn expand(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut spans = Spans::default();
    match model::read(&input, &mut spans) {
        Ok(model) => {
            let columns = model.table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>();
            let implementation = implementation(&input, &model.table.name.to_string(), &columns);
            let compared = if host::is_rust_analyzer() { TokenStream::new() } else { compare(model, &spans) };
            quote!(#implementation #compared)
        }
        Err(findings) => {
            // Whoever uses the struct as a model has no second error.
            let implementation = implementation(&input, "", &[]);
            let shown = spans.show(&findings);
            quote!(#implementation #shown)
        }
    }
}

fn implementation(input: &DeriveInput, table: &str, columns: &[&str]) -> TokenStream {
    let name = &input.ident;
    let (before, generics, bounds) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #before ::covet::Model for #name #generics #bounds {
            const TABLE: &'static str = #table;
            const COLUMNS: &'static [&'static str] = &[#(#columns),*];
        }
    }
}

/// The spans of tokens, by their marks.
#[derive(Default)]
struct Spans(Vec<(Span, Span)>);

impl Places for Spans {
    fn mark(&mut self, start: Span, end: Span) -> Mark {
        let index = u32::try_from(self.0.len()).unwrap_or_default();
        self.0.push((start, end));
        Mark::of(index)
    }
}

impl Spans {
    /// The first and the last token of a place.
    fn of(&self, mark: Mark) -> (Span, Span) {
        let at = mark.index().and_then(|index| self.0.get(index as usize));
        at.copied().unwrap_or_else(|| (Span::call_site(), Span::call_site()))
    }

    fn show(&self, findings: &Findings) -> TokenStream {
        findings.iter().map(|finding| report::between(finding, self.of(finding.mark))).collect()
    }
}

/// What differs between a model and the migrations of the crate; nothing where there are none, or where these are faulty, which is
/// for `migrations!` to say.
fn compare(mut model: Model, spans: &Spans) -> TokenStream {
    let request = match request(&model, spans) {
        Ok(Some(request)) => request,
        Ok(None) => return TokenStream::new(),
        Err(finding) => return report::between(&finding, spans.of(finding.mark)),
    };
    let project = Project::of_process(request);
    let mut shown = project.tracking();
    let loaded = &project.loaded;
    let level = loaded.models.check.unwrap_or(Level::Deny);
    if loaded.findings.has_errors() || level == Level::Off || (level == Level::Warn && !host::is_primary_package()) {
        return shown;
    }
    leave_out(&mut model, &project, spans);
    let differences = model::differences(&model, &loaded.schema, None);
    if differences.is_empty() {
        return shown;
    }
    let app = Owners::of(loaded).app_of(&model).ok();
    let severity = if level == Level::Warn { Severity::Warning } else { Severity::Error };
    let differences = model::differences(&model, &loaded.schema, app.as_deref()).into_iter();
    let levelled = differences.map(|finding| Diagnostic { severity, ..finding }).collect();
    shown.extend(spans.show(&levelled));
    shown
}

/// The migrations to compare with; none where there is no such directory, as in a crate that was published without it.
fn request(model: &Model, spans: &Spans) -> Result<Option<Request>, Diagnostic> {
    let (Ok(manifest_directory), Ok(default_app)) = (env::var("CARGO_MANIFEST_DIR"), env::var("CARGO_PKG_NAME")) else {
        return Ok(None);
    };
    let manifest_directory = PathBuf::from(manifest_directory);
    let directory = match &model.migrations {
        Some(named) => directory_named(named, spans, &manifest_directory),
        None => Some(usual_directory(&manifest_directory)),
    };
    match (directory.filter(|directory| directory.is_dir()), &model.migrations) {
        (Some(directory), _) => Ok(Some(Request { directory, default_app, manifest_directory, targets: None })),
        (None, Some(named)) if host::is_primary_package() => {
            let finding =
                Diagnostic::error("missing-directory", named.mark(), format!("there is no directory `{named}`"));
            Err(finding.help("the path is relative to the crate, or with `./` to this file"))
        }
        (None, _) => Ok(None),
    }
}

fn directory_named(named: &Ident, spans: &Spans, manifest_directory: &Path) -> Option<PathBuf> {
    match named.strip_prefix("./") {
        Some(path) => Some(file(spans.of(named.mark()).0)?.parent()?.join(path)),
        None => Some(manifest_directory.join(named.as_str())),
    }
}

fn file(span: Span) -> Option<PathBuf> {
    span.unwrap().local_file()
}

/// The directory that `covet.toml` names, or else `migrations`; a process compiles one crate.
fn usual_directory(manifest_directory: &Path) -> PathBuf {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    let find = || {
        let named = syntax::settings(manifest_directory).0.directory;
        named.unwrap_or_else(|| manifest_directory.join("migrations"))
    };
    DIRECTORY.get_or_init(find).clone()
}

/// Takes note of columns whose fields the compiler has left out, because they are there under other features only.
fn leave_out(model: &mut Model, project: &Arc<Project>, spans: &Spans) {
    let table = project.loaded.schema.table(&model.table.name);
    let is_whole = table.is_none_or(|table| table.columns.iter().all(|column| model.field(&column.name).is_some()));
    if is_whole {
        return;
    }
    let text = file(spans.of(model.mark()).0).and_then(|path| std::fs::read_to_string(path).ok());
    let parsed = text.and_then(|text| syn::parse_file(&text).ok());
    model.left_out = parsed.map(|file| conditional_columns(&file.items, model)).unwrap_or_default();
}

/// The columns of fields under a condition, of the struct of this name.
fn conditional_columns(items: &[Item], model: &Model) -> BTreeSet<Ident> {
    let mut found = BTreeSet::new();
    for item in items {
        match item {
            Item::Mod(module) => {
                let items = module.content.as_ref().map_or(&[][..], |(_, items)| items);
                found.extend(conditional_columns(items, model));
            }
            Item::Struct(item) if item.ident == model.name.as_str() => {
                let whole = model::read(&DeriveInput::from(item.clone()), &mut Spans::default());
                let fields = whole.into_iter().flat_map(|whole| whole.fields);
                found.extend(fields.filter(|field| field.conditional).map(|field| field.column));
            }
            _ => {}
        }
    }
    found
}
