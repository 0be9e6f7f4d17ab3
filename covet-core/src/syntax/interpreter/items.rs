//! The items of a migration file: `up`, `down`, and what must not stand beside them.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{
    Attribute, Expr, ExprLit, FnArg, Item, ItemEnum, ItemFn, ItemMod, Lit, Meta, Pat, ReturnType, Safety, Type, UseTree,
};

use super::Interpreter;
use crate::diagnostic::{Diagnostic, near};

const UP: &str = "write `#[migration] fn up(m: &mut Migration) { .. }`";

/// The functions of a migration, each with its attribute `#[migration]`.
#[derive(Default)]
pub(super) struct Items<'f> {
    pub(super) up: Option<(&'f ItemFn, &'f Attribute)>,
    pub(super) down: Option<(&'f ItemFn, &'f Attribute)>,
}

/// The names that a file has from elsewhere.
#[derive(Default)]
pub(super) struct Imports {
    /// Everything of some module is imported: any name may come from there.
    all: bool,
    names: HashSet<String>,
    /// The names that are missing, each of which is said once.
    missing: HashSet<String>,
}

impl Imports {
    pub(super) fn of(file: &syn::File) -> Self {
        let mut imports = Imports::default();
        for item in &file.items {
            match item {
                Item::Use(item) => imports.add(&item.tree),
                // A macro may make anything.
                Item::Macro(_) => imports.all = true,
                Item::Enum(ItemEnum { ident, .. }) | Item::Mod(ItemMod { ident, .. }) => {
                    imports.names.insert(ident.to_string());
                }
                _ => {}
            }
        }
        imports
    }

    fn add(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                // `self` in the braces behind it.
                let is_self = |tree: &UseTree| matches!(tree, UseTree::Name(name) if name.ident == "self");
                if matches!(&*path.tree, UseTree::Group(group) if group.items.iter().any(is_self)) {
                    self.names.insert(path.ident.to_string());
                }
                self.add(&path.tree);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add(tree)),
            UseTree::Glob(_) => self.all = true,
            UseTree::Name(name) => _ = self.names.insert(name.ident.to_string()),
            UseTree::Rename(rename) => _ = self.names.insert(rename.rename.to_string()),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.all || self.names.contains(name)
    }
}

/// The functions of a file, by name.
pub(super) fn functions(file: &syn::File) -> HashMap<String, &ItemFn> {
    let functions = file.items.iter().filter_map(|item| match item {
        Item::Fn(function) => Some((function.sig.ident.to_string(), function)),
        _ => None,
    });
    functions.collect()
}

/// The `//!` documentation of a file, as one text.
pub(super) fn docs(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
                let text = text.value();
                Some(text.strip_prefix(' ').map(str::to_owned).unwrap_or(text))
            }
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Whether an attribute makes a function a migration: `#[migration]`, `#[covet::migration]`.
fn is_migration(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "migration")
}

fn migration_attribute(attributes: &[Attribute]) -> Option<&Attribute> {
    attributes.iter().find(|attribute| is_migration(attribute))
}

/// Attributes that change neither what an item means nor whether it is there.
fn is_harmless(attribute: &Attribute) -> bool {
    let path = attribute.path();
    let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    matches!(first.as_str(), "allow" | "warn" | "deny" | "forbid" | "expect" | "doc" | "rustfmt" | "clippy")
}

impl<'f> Interpreter<'f, '_> {
    /// Finds `up` and `down`, and refuses what must not stand in the file.
    pub(super) fn items(&mut self, file: &'f syn::File) -> Items<'f> {
        self.harmless(&file.attrs);
        let mut items = Items::default();
        let mut unmarked = None;
        for item in &file.items {
            match item {
                Item::Use(item) => self.use_tree(&item.tree),
                Item::Fn(function) => {
                    let name = function.sig.ident.to_string();
                    let place = match name.as_str() {
                        "up" => Some(&mut items.up),
                        "down" => Some(&mut items.down),
                        _ => None,
                    };
                    match (migration_attribute(&function.attrs), place) {
                        (Some(attribute), Some(place)) if place.is_none() => *place = Some((function, attribute)),
                        (_, Some(place)) if place.is_some() => self.duplicate(function),
                        (Some(_), _) => self.neither(function),
                        (None, Some(_)) => unmarked = unmarked.or(Some(function)),
                        (None, None) => {}
                    }
                }
                other => self.marked_item(other),
            }
        }
        if let Some(function) = unmarked {
            self.unmarked(function);
        }
        if let Some(attribute) = [items.up, items.down].into_iter().flatten().map(|(_, attribute)| attribute).next()
            && attribute.path().is_ident("migration")
            && !self.imports.has("migration")
        {
            // The operations can be read all the same. What else is missing comes with the same line.
            self.imports.all = true;
            let mark = self.mark(attribute.path().span());
            let finding = Diagnostic::error("missing-use", mark, "`migration` is not imported here");
            self.files.find(finding.help("write `use covet::dsl::*;` above it"));
        }
        if items.up.is_none() && unmarked.is_none_or(|function| function.sig.ident != "up") && self.faults == 0 {
            let mark = self.files.sources.mark(self.file, (1, 0), (1, 0));
            self.find(Diagnostic::error("no-up", mark, "this file has no migration in it").help(UP));
        }
        items
    }

    /// Checks that a word of the DSL, or the type of a builder, is known by the name that a path begins with.
    pub(super) fn imported(&mut self, path: &syn::Path) {
        let Some(first) = path.segments.first().map(|segment| segment.ident.to_string()) else { return };
        let elsewhere = ["covet", "crate", "self", "super"].contains(&first.as_str()) || path.leading_colon.is_some();
        if elsewhere || self.imports.has(&first) || !self.imports.missing.insert(first.clone()) {
            return;
        }
        let message = format!("`{first}` is not imported here");
        self.fault("not-imported", path.span(), message, "write `use covet::dsl::*;` above it");
    }

    fn unmarked(&mut self, function: &ItemFn) {
        let misspelt = function.attrs.iter().find(|attribute| {
            let name = attribute.path().segments.last().map(|segment| segment.ident.to_string());
            name.is_some_and(|name| near(&name, ["migration"]).is_some())
        });
        if let Some(attribute) = misspelt {
            let message = format!("there is no attribute `{}`", super::refusal::path_text(attribute.path()));
            return self.fault("missing-attribute", attribute.path().span(), message, "did you mean `migration`?");
        }
        let name = &function.sig.ident;
        let message = format!("`fn {name}` is not marked as a migration");
        self.fault("missing-attribute", name.span(), message, "write `#[migration]` above it");
    }

    fn duplicate(&mut self, function: &ItemFn) {
        let name = &function.sig.ident;
        self.fault("bad-item", name.span(), format!("a second `fn {name}`"), "a file holds one migration");
    }

    fn neither(&mut self, function: &ItemFn) {
        let name = function.sig.ident.to_string();
        let help = match near(&name, ["up", "down"]) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove `#[migration]`, or name it `up` or `down`".to_owned(),
        };
        let message = format!("`#[migration]` marks `up` and `down`, not `{name}`");
        self.fault("bad-item", function.sig.ident.span(), message, help);
    }

    /// Only functions can be marked as migrations.
    fn marked_item(&mut self, item: &Item) {
        let attributes = match item {
            Item::Struct(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            _ => return,
        };
        if let Some(attribute) = migration_attribute(attributes) {
            let message = "`#[migration]` marks the functions `up` and `down` only";
            self.fault("bad-item", attribute.path().span(), message, UP);
        }
    }

    /// A renamed import would make a familiar name mean something else than it reads as.
    fn use_tree(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.use_tree(&path.tree),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.use_tree(tree)),
            UseTree::Rename(rename) if rename.rename != "_" => {
                let message = format!("`{} as {}` gives a name another meaning", rename.ident, rename.rename);
                self.fault("refused", rename.as_token.span, message, "import it under its own name");
            }
            _ => {}
        }
    }

    /// Refuses attributes that could change what a migration says from one build to another.
    pub(super) fn harmless<'s>(&mut self, attributes: impl IntoIterator<Item = &'s Attribute>) {
        for attribute in attributes.into_iter().filter(|attribute| !is_harmless(attribute)) {
            let name = super::refusal::path_text(attribute.path());
            let (message, help) = match name.as_str() {
                "cfg" | "cfg_attr" => (
                    format!("`#[{name}]` makes a migration differ from build to build"),
                    "write what always holds; SQL can differ by database: `.postgres(..)`",
                ),
                _ => (format!("`#[{name}]` could change what stands here"), "remove it"),
            };
            self.fault("refused", attribute.path().span(), message, help);
        }
    }

    /// Checks `fn up(m: &mut Migration)`, and gives the name of the parameter (nothing for `_`).
    ///
    /// Without a parameter there is nothing to read the body with, and nothing is given at all.
    pub(super) fn signature(&mut self, function: &'f ItemFn) -> Option<Option<String>> {
        self.harmless(function.attrs.iter().filter(|attribute| !is_migration(attribute)));
        let signature = &function.sig;
        let keyword = [
            signature.constness.map(|token| (token.span, "const")),
            signature.asyncness.map(|token| (token.span, "async")),
            match signature.safety {
                Safety::Unsafe(token) => Some((token.span, "unsafe")),
                _ => None,
            },
            signature.abi.as_ref().map(|abi| (abi.extern_token.span, "extern")),
        ];
        let name = &signature.ident;
        let form = format!("write `fn {name}(m: &mut Migration)`");
        for (span, keyword) in keyword.into_iter().flatten() {
            self.fault("bad-signature", span, format!("`{name}` cannot be `{keyword}`"), &form);
        }
        if !signature.generics.params.is_empty() || signature.generics.where_clause.is_some() {
            let span = signature.generics.params.span();
            self.fault("bad-signature", span, format!("`{name}` cannot be generic"), &form);
        }
        if let ReturnType::Type(arrow, ty) = &signature.output
            && !matches!(&**ty, Type::Tuple(unit) if unit.elems.is_empty())
        {
            self.fault("bad-signature", arrow.span(), format!("`{name}` returns nothing"), &form);
        }
        let inputs: Vec<&FnArg> = signature.inputs.iter().collect();
        let [FnArg::Typed(parameter)] = inputs[..] else {
            let span = inputs.get(1).map_or(name.span(), |extra| extra.span());
            self.fault("bad-signature", span, format!("`{name}` takes one parameter, the migration"), &form);
            return None;
        };
        self.builder_type(&parameter.ty, "Migration");
        self.parameter_name(&parameter.pat)
    }

    /// Checks that a parameter has the type `&mut <builder>`.
    pub(super) fn builder_type(&mut self, ty: &Type, builder: &str) {
        let reference = match ty {
            Type::Reference(reference) => Some(reference),
            _ => None,
        };
        let is_builder = |ty: &Type| match ty {
            Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == builder),
            _ => false,
        };
        if let Some(Type::Path(path)) = reference.map(|reference| &*reference.elem)
            && is_builder(&Type::Path(path.clone()))
        {
            self.imported(&path.path);
        }
        if !reference.is_some_and(|reference| reference.mutability.is_some() && is_builder(&reference.elem)) {
            let message = "this parameter has another type than the builder that is given to it";
            self.fault("bad-signature", ty.span(), message, format!("write `&mut {builder}`"));
        }
    }

    /// The name of a parameter; nothing for `_`. Other patterns are refused.
    pub(super) fn parameter_name(&mut self, pattern: &Pat) -> Option<Option<String>> {
        match pattern {
            Pat::Ident(name) if name.subpat.is_none() && name.by_ref.is_none() => Some(Some(name.ident.to_string())),
            Pat::Wild(_) => Some(None),
            other => {
                self.bad_pattern(other.span());
                None
            }
        }
    }

    fn bad_pattern(&mut self, span: Span) {
        self.fault("bad-signature", span, "a parameter is a plain name here", "write a name, such as `m` or `t`");
    }
}
