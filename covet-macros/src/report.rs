//! Findings as what the compiler shows.

use covet_core::{Diagnostic, Severity};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::project::{Project, Shown};

/// A finding at the tokens that it is about.
pub fn at_tokens(finding: &Diagnostic, tokens: &[TokenTree]) -> TokenStream {
    let message = finding.to_string();
    match finding.severity {
        Severity::Error => {
            let tokens: TokenStream = tokens.iter().cloned().collect();
            syn::Error::new_spanned(tokens, message).to_compile_error()
        }
        Severity::Warning => {
            warning(finding.code, &message, tokens.first().map_or_else(Span::call_site, TokenTree::span))
        }
    }
}

/// A finding at everything from one token to another.
pub fn between(finding: &Diagnostic, (start, end): (Span, Span)) -> TokenStream {
    let ends: Vec<TokenTree> = [start, end].map(|span| Ident::new("_place", span).into()).into();
    at_tokens(finding, &ends)
}

/// The findings of a project that have no token to stand at: their places are part of the text.
pub fn at_call(project: &Project, span: Span) -> TokenStream {
    let findings = project.findings().filter(|finding| project.shown(finding) == Shown::AtCall);
    findings.map(|finding| at_span(finding, project, span)).collect()
}

fn at_span(finding: &Diagnostic, project: &Project, span: Span) -> TokenStream {
    let text = covet_core::syntax::render(finding, &project.loaded.sources);
    // The compiler says that itself.
    let message = text.strip_prefix("error: ").or_else(|| text.strip_prefix("warning: ")).unwrap_or(&text);
    match finding.severity {
        Severity::Error => syn::Error::new(span, message).to_compile_error(),
        Severity::Warning => warning(finding.code, message, span),
    }
}

/// The use of a deprecated macro: the one warning that stable Rust lets a macro give.
fn warning(code: &str, message: &str, span: Span) -> TokenStream {
    let name = Ident::new(&code.replace('-', "_"), span);
    quote! {
        const _: () = {
            #[deprecated(note = #message)]
            macro_rules! #name { () => {}; }
            #name! {}
        };
    }
}

/// The constant that stands beside the error at a place.
///
/// `migrations!` names it for every error that it leaves to `#[migration]`. Should an error not be shown, for whatever
/// reason, the constant is missing, and the build fails all the same rather than embed nothing.
pub fn proof(start: (usize, usize)) -> Ident {
    format_ident!("__COVET_SHOWN_{}_{}", start.0, start.1)
}
