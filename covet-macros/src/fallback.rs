//! What stands in place of migrations that have errors: the errors, and an empty value, so that nothing follows from them.

use std::collections::BTreeMap;

use covet_core::Diagnostic;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::expand::Expansion;
use crate::input::Input;
use crate::module::Module;
use crate::project::{Project, Shown};
use crate::report;

/// No migrations.
pub fn empty_value() -> TokenStream {
    quote!(::covet::Migrations::new(&[]))
}

/// The expansion of a call that could not be understood: the error, and the static as far as it was named.
pub fn of_input(input: &Input, error: TokenStream) -> TokenStream {
    if input.item.is_none() {
        // Whether an item or an expression is expected here is not known; the error alone can stand for both.
        return error;
    }
    Expansion { items: error, ..Expansion::of(input) }.into_tokens()
}

/// The expansion of a call that could not be expanded.
pub fn of_call(call: TokenStream, error: TokenStream) -> TokenStream {
    of_input(&Input::parse(call).0, error)
}

/// The expansion of a call whose directory has errors; the first call of a process shows them.
pub fn expand<'a>(input: &'a Input, project: &'a Project) -> Expansion<'a> {
    let mut expansion = Expansion::of(input);
    if !project.claim() {
        return expansion;
    }
    expansion.items = report::at_call(project, input.span());
    let mut files: Vec<_> = project.files_with_findings().into_iter().collect();
    files.extend(project.files_that_are_not_rust());
    // The compiler expands the last file first.
    for (at, path) in files.into_iter().enumerate().rev() {
        expansion.modules.push(Module::new(at, path));
    }
    expansion.items.extend(proofs(&expansion, project));
    expansion
}

/// Names the constants that `#[migration]` puts beside the errors that it shows.
fn proofs(expansion: &Expansion, project: &Project) -> TokenStream {
    let modules: BTreeMap<_, _> = expansion.modules.iter().map(|module| (module.path, &module.name)).collect();
    let wrapper = &expansion.wrapper;
    let proof = |finding: &Diagnostic| {
        let Shown::InFile(path) = project.shown(finding) else { return None };
        let (start, module) = (project.loaded.sources.location(finding.mark)?.start, modules.get(path)?);
        let proof = report::proof(start);
        let module = format_ident!("{module}");
        Some(quote!(const _: () = #wrapper::#module::#proof;))
    };
    project.findings().filter_map(proof).collect()
}
