//! The Rust functions of a migration, behind one signature.

use covet_core::syntax::{LoadedMigration, StepFunction};
use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::place;

/// The name of the table in a migration's module.
pub const TABLE: &str = "__COVET_STEPS";

/// The table of the functions that a migration runs, as an item beside its `up`.
pub fn table(migration: &LoadedMigration, item: &TokenStream) -> TokenStream {
    if migration.functions.is_empty() {
        return TokenStream::new();
    }
    let name = proc_macro2::Ident::new(TABLE, Span::call_site());
    let steps = migration.functions.iter().map(|function| step(function, item));
    quote!(pub(crate) const #name: &[::covet::__private::RustStep] = &[#(#steps),*];)
}

fn step(step: &StepFunction, item: &TokenStream) -> TokenStream {
    let StepFunction { name, path, code_hash, .. } = step;
    // What is wrong with the function's signature is shown where `up` names it.
    let span = place::ident_named(item, name).unwrap_or_else(Span::call_site);
    let function = path_tokens(path, span);
    let code_hash = Literal::byte_string(&code_hash.0);
    quote_spanned! {span=>
        ::covet::__private::RustStep {
            path: #name,
            code_hash: #code_hash,
            function: {
                fn step<'c>(
                    mut connection: ::covet::Connection<'c>,
                ) -> ::covet::__private::BoxFuture<'c, ::covet::Result<()>> {
                    ::covet::__private::Box::pin(async move {
                        let connection = ::covet::__private::FromConnection::from_connection(&mut connection)?;
                        ::covet::__private::StepResult::into_result(#function(connection).await)
                    })
                }
                step
            },
        }
    }
}

fn path_tokens(path: &str, span: Span) -> TokenStream {
    let tokens: TokenStream = path.parse().unwrap_or_default();
    let respan = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.into_iter().map(respan).collect()
}
