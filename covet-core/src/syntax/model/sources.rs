//! The files of a crate, found as the compiler finds them: from module to module.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{DeriveInput, Item, ItemMod, Lit};

use super::attribute::expanded;
use super::derives::{Imports, is_test};
use super::manifest::Crate;
use super::read::read;
use super::{Model, Places};
use crate::diagnostic::{Diagnostic, Mark};
use crate::syntax::files::Files;
use crate::syntax::interpreter::{mark_of, mark_of_error, parse};
use crate::syntax::source::{FileId, Source};

/// Modules in modules in files; more than that is a circle that no compiler gets out of either.
const MAX_DEPTH: usize = 64;

/// Walks through the modules of one crate.
pub(super) struct Walk<'w> {
    pub(super) files: &'w mut Files,
    /// Files that have been read: two programs of a crate may share a module.
    pub(super) seen: &'w mut BTreeSet<PathBuf>,
    pub(super) models: &'w mut Vec<Model>,
    pub(super) of: &'w Crate,
    module: Vec<String>,
}

/// Where the files of the modules of a module stand.
struct Beside {
    /// Where `mod a;` looks for `a.rs` and `a/mod.rs`.
    children: PathBuf,
    /// What `#[path = ".."]` is relative to.
    base: PathBuf,
}

/// The places of one file.
struct InFile<'f> {
    files: &'f mut Files,
    file: FileId,
}

impl Places for InFile<'_> {
    fn mark(&mut self, start: Span, end: Span) -> Mark {
        let (start, end) = (start.start(), end.end());
        self.files.sources.mark(self.file, (start.line.max(1), start.column), (end.line.max(1), end.column))
    }
}

impl<'w> Walk<'w> {
    /// Begins at the roots of a crate.
    pub(super) fn through(
        of: &'w Crate,
        files: &'w mut Files,
        seen: &'w mut BTreeSet<PathBuf>,
        models: &'w mut Vec<Model>,
    ) {
        let mut walk = Walk { files, seen, models, of, module: vec![of.name.clone()] };
        for root in &of.roots {
            walk.file(root, true);
        }
    }

    /// Reads a file; modules of one that is `mod.rs`, or as good as that, stand beside it.
    fn file(&mut self, path: &Path, is_mod_rs: bool) {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(path.clone()) || self.module.len() > MAX_DEPTH {
            return;
        }
        let Some(file) = self.files.read(&path, Source::Rust) else { return };
        let text = self.files.text(file);
        if !text.contains("mod") && !text.contains("derive") {
            return;
        }
        let parsed = match parse(&text) {
            Ok(parsed) => parsed,
            Err(errors) => {
                for (span, message) in errors {
                    let mark = mark_of_error(self.files, file, span);
                    let message = format!("this file cannot be read for models: {message}");
                    self.files.find(Diagnostic::error("not-rust", mark, message));
                }
                return;
            }
        };
        let base = path.parent().unwrap_or(Path::new("")).to_owned();
        let children = match path.file_stem() {
            Some(stem) if !is_mod_rs => base.join(stem),
            _ => base.clone(),
        };
        self.items(&parsed.items, file, &Beside { children, base });
    }

    fn items(&mut self, items: &[Item], file: FileId, beside: &Beside) {
        let imports = Imports::of(items);
        for item in items {
            let input = match item {
                Item::Mod(module) => {
                    self.inner_module(module, file, beside);
                    continue;
                }
                Item::Struct(item) if imports.is_model(&item.attrs) => DeriveInput::from(item.clone()),
                Item::Enum(item) if imports.is_model(&item.attrs) => DeriveInput::from(item.clone()),
                Item::Union(item) if imports.is_model(&item.attrs) => DeriveInput::from(item.clone()),
                _ => continue,
            };
            if !is_test(&input.attrs) {
                self.model(&input, file);
            }
        }
    }

    fn model(&mut self, input: &DeriveInput, file: FileId) {
        match read(input, &mut InFile { files: self.files, file }) {
            Ok(model) => {
                let (module, crate_directory) = (self.module.clone(), self.of.directory.clone());
                self.models.push(Model { module, crate_directory, ..model });
            }
            Err(findings) => self.files.findings.extend(findings),
        }
    }

    fn inner_module(&mut self, module: &ItemMod, file: FileId, beside: &Beside) {
        if is_test(&module.attrs) {
            return;
        }
        let name = module.ident.unraw().to_string();
        let path = path_of(&module.attrs);
        self.module.push(name.clone());
        match &module.content {
            Some((_, items)) => {
                let children = match path {
                    Some(path) => beside.base.join(path),
                    None => beside.children.join(&name),
                };
                self.items(items, file, &Beside { base: children.clone(), children });
            }
            None => match path {
                Some(path) => self.found(&beside.base.join(path), true, module, file),
                None => {
                    let flat = beside.children.join(format!("{name}.rs"));
                    let nested = beside.children.join(&name).join("mod.rs");
                    let is_nested = !flat.is_file() && nested.is_file();
                    self.found(if is_nested { &nested } else { &flat }, is_nested, module, file);
                }
            },
        }
        self.module.pop();
    }

    /// Reads the file of a module. One that is there under some conditions only may be made later, or never.
    fn found(&mut self, path: &Path, is_mod_rs: bool, module: &ItemMod, file: FileId) {
        if path.is_file() {
            return self.file(path, is_mod_rs);
        }
        if module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            return;
        }
        let mark = mark_of(self.files, file, module.ident.span());
        let message = format!("the module `{}` has no file: there is no `{}`", module.ident, path.display());
        self.files.find(Diagnostic::error("missing-file", mark, message));
    }
}

/// What `#[path = ".."]` says.
fn path_of(attributes: &[syn::Attribute]) -> Option<String> {
    expanded(attributes).iter().find_map(|attribute| {
        let syn::Meta::NameValue(said) = &attribute.meta else { return None };
        let syn::Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) = &said.value else { return None };
        said.path.is_ident("path").then(|| text.value())
    })
}
