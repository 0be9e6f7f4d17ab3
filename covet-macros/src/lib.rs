//! The macros of Covet, for use through the crate `covet`.
//!
//! `migrations!` goes through four phases: `input` reads the call, `project` loads the directory that it names, `expand`
//! embeds what was loaded, and `fallback` shows what is wrong instead. What is wrong in a migration file is not shown by
//! it but by `#[migration]` (`attribute`), which expands inside that file and owns its tokens. `combine!` reads no file.
//! `#[derive(Model)]` (`model`) compares a struct with what was loaded for it.

mod attribute;
mod attributed;
mod combine;
mod embedded;
mod expand;
mod fallback;
mod host;
mod input;
mod lexed;
mod model;
mod module;
mod place;
mod project;
mod report;
mod steps;
mod tracking;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream};
use quote::quote;

/// Reads the migrations of a directory at build time, checks them all, hashes them and embeds them.
///
#[doc = include_str!("../docs/migrations.md")]
#[proc_macro]
pub fn migrations(call: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let call = TokenStream::from(call);
    guarded(|| expand::expand(call.clone()), |error| fallback::of_call(call.clone(), error))
}

/// Merges the migrations of several crates into one set, at build time.
///
#[doc = include_str!("../docs/combine.md")]
#[proc_macro]
pub fn combine(call: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let call = TokenStream::from(call);
    guarded(|| combine::expand(call), |error| error)
}

/// Makes a function of a migration file its `up` or its `down`.
///
#[doc = include_str!("../docs/migration.md")]
#[proc_macro_attribute]
pub fn migration(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let (arguments, item) = (TokenStream::from(arguments), TokenStream::from(item));
    guarded(|| attribute::expand(&arguments, &item), |error| quote!(#error #item))
}

/// Makes a struct a model: it is compared with the migrations at build time, and `covet makemigrations` reads it.
///
#[doc = include_str!("../docs/model.md")]
#[proc_macro_derive(Model, attributes(covet))]
pub fn model(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    guarded(|| model::expand(TokenStream::from(item)), |error| error)
}

/// A panic is a fault of Covet: it is reported as one, together with what `otherwise` puts in place of the expansion.
fn guarded(
    expand: impl FnOnce() -> TokenStream,
    otherwise: impl FnOnce(TokenStream) -> TokenStream,
) -> proc_macro::TokenStream {
    let expansion = catch_unwind(AssertUnwindSafe(expand)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        let message = format!("this is a fault of covet, not yours: {text}; please report it at {REPOSITORY}");
        otherwise(syn::Error::new(Span::call_site(), message).to_compile_error())
    });
    expansion.into()
}

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
