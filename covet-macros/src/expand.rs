//! `migrations!`: embeds the migrations of a directory.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;

use crate::embedded::{self, Row};
use crate::input::{Input, Item};
use crate::module::{self, Module};
use crate::project::Project;
use crate::{fallback, host, report};

/// The expansion of a call.
pub fn expand(call: TokenStream) -> TokenStream {
    let (input, fault) = Input::parse(call);
    let project = match fault.map_or_else(|| Project::of_call(&input), Err) {
        Ok(project) => project,
        Err(error) => return fallback::of_input(&input, error.to_compile_error()),
    };
    let expansion = if host::is_rust_analyzer() {
        for_editor(&input, &project)
    } else if project.loaded.findings.has_errors() {
        fallback::expand(&input, &project)
    } else {
        embed(&input, &project)
    };
    expansion.into_tokens()
}

/// What a call expands to, in either form.
pub struct Expansion<'a> {
    /// The static, in the item form.
    pub item: Option<&'a Item>,
    /// The module around the migration files.
    pub wrapper: Ident,
    /// The migration files.
    pub modules: Vec<Module<'a>>,
    /// Other items.
    pub items: TokenStream,
    /// The expression of type `Migrations`.
    pub value: TokenStream,
}

impl<'a> Expansion<'a> {
    /// The expansion of a call that embeds nothing.
    pub fn of(input: &'a Input) -> Self {
        let name = input.item.as_ref().map(|item| item.name.unraw().to_string()).unwrap_or_default();
        Expansion {
            item: input.item.as_ref(),
            wrapper: format_ident!("__covet_{}", module::snake_case(&name), span = Span::call_site()),
            modules: Vec::new(),
            items: TokenStream::new(),
            value: fallback::empty_value(),
        }
    }

    /// The expansion, as an item or as an expression.
    pub fn into_tokens(self) -> TokenStream {
        let Expansion { item, wrapper, modules, items, value } = self;
        let modules = module::wrap(&wrapper, &modules);
        match item {
            // The modules stand beside the static and not in it: rust-analyzer looks into items only.
            Some(item) => quote!(#modules #item = { #items #value };),
            None => quote!({ #modules #items #value }),
        }
    }
}

/// The static without its value.
impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Item { attributes, visibility, name } = self;
        let documented = attributes.iter().any(|attribute| attribute.path().is_ident("doc"));
        let docs = (!documented).then(|| quote!(#[doc = "The migrations of this crate."]));
        tokens.extend(quote!(#docs #(#attributes)* #visibility static #name: ::covet::Migrations));
    }
}

/// All files as modules, where the editor looks into them, and nothing that costs time.
fn for_editor<'a>(input: &'a Input, project: &'a Project) -> Expansion<'a> {
    let mut expansion = Expansion::of(input);
    if input.item.is_some() {
        let files = project.files().into_iter().enumerate();
        expansion.modules = files.map(|(at, path)| Module::new(at, path)).collect();
    }
    expansion
}

/// The table of all migrations, with the files that have to be compiled with it.
fn embed<'a>(input: &'a Input, project: &'a Project) -> Expansion<'a> {
    let mut expansion = Expansion::of(input);
    let mut warned = BTreeSet::new();
    if project.claim() {
        expansion.items = project.tracking();
        expansion.items.extend(report::at_call(project, input.span()));
        warned = project.files_with_findings();
    }
    let embeddings = project.loaded.embeddings();
    let mut rows = Vec::new();
    for (at, (migration, embedding)) in project.loaded.migrations.iter().zip(&embeddings).enumerate() {
        let module = Module::new(at, &migration.path);
        let has_steps = !migration.functions.is_empty();
        let steps = has_steps.then(|| format!("{}::{}", expansion.wrapper, module.name));
        rows.push(Row { migration: embedding, module: steps });
        let test_only = !has_steps && !warned.contains(migration.path.as_path());
        if !test_only || input.item.is_some() {
            expansion.modules.push(Module { test_only, ..module });
        }
    }
    let apps = project.loaded.app_embeddings(&embeddings);
    let statics = embedded::statics(&rows, &apps);
    expansion.value = quote! {
        use ::covet::__private as private;
        #statics
        ::covet::Migrations::packed(&PACKED, &APPS)
    };
    expansion
}
