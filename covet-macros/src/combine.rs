//! `combine!`: the sets of several crates as one.
//!
//! The sets are values of other crates, which a macro cannot look into. It writes down constants that the compiler
//! evaluates; what it finds then, it shows at the list.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Result, Token, bracketed};

use crate::fallback;
use crate::input::Item;

/// A call of `combine!`, or the part of it that could be read.
#[derive(Default)]
struct Input {
    /// The static of the item form; nothing in the expression form.
    item: Option<Item>,
    sets: Vec<Expr>,
    /// The list.
    span: Option<Span>,
}

/// The expansion of a call.
pub fn expand(call: TokenStream) -> TokenStream {
    let mut input = Input::default();
    let fault = (|stream: ParseStream| input.read(stream)).parse2(call).err().map(|error| error.to_compile_error());
    let value = if fault.is_some() { fallback::empty_value() } else { input.value() };
    match (&input.item, fault) {
        (Some(item), fault) => quote!(#fault #item = #value;),
        // Whether an item or an expression is expected here is not known; the error alone can stand for both.
        (None, Some(fault)) => fault,
        (None, None) => value,
    }
}

impl Input {
    fn read(&mut self, stream: ParseStream) -> Result<()> {
        if Item::is_next(stream) {
            Item::read(stream, &mut self.item)?;
            stream.parse::<Token![=]>()?;
        }
        if !stream.peek(syn::token::Bracket) {
            return Err(stream
                .error("expected `static NAME = [..]`, or the sets alone: `[auth::MIGRATIONS, blog::MIGRATIONS]`"));
        }
        let list;
        let span = bracketed!(list in stream).span.join();
        self.span = Some(span);
        self.sets = Punctuated::<Expr, Token![,]>::parse_terminated(&list)?.into_iter().collect();
        if self.sets.is_empty() {
            return Err(Error::new(span, "there is nothing to combine; name the sets: `[auth::MIGRATIONS, ..]`"));
        }
        stream.parse::<Option<Token![,]>>()?;
        match stream.is_empty() {
            true => Ok(()),
            false => Err(stream.error("the list of the sets is all that there is to say")),
        }
    }

    /// The expression of type `Migrations`. Its constants have names that no set can have by accident.
    fn value(&self) -> TokenStream {
        let sets = &self.sets;
        quote_spanned! {self.span.unwrap_or_else(Span::call_site)=> {
            const __COVET_SETS: &[::covet::Migrations] = &[#(#sets),*];
            const __COVET_APPS: [
                ::covet::__private::App;
                ::covet::__private::combine::count_apps(__COVET_SETS)
            ] = ::covet::__private::combine::merge_apps::<{ __COVET_SETS.len() }, _>(__COVET_SETS);
            const __COVET_TURNS: [usize; ::covet::__private::combine::count_migrations(&__COVET_APPS)] =
                ::covet::__private::combine::take_turns(&__COVET_APPS);
            static __COVET_COMBINED: ::covet::__private::combine::Combined = ::covet::__private::combine::Combined {
                sets: __COVET_SETS,
                apps: &__COVET_APPS,
                turns: &__COVET_TURNS,
            };
            ::covet::Migrations::combined(&__COVET_COMBINED)
        }}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Input, String) {
        let mut input = Input::default();
        let fault = (|stream: ParseStream| input.read(stream)).parse2(text.parse().unwrap()).err();
        (input, fault.map(|fault| fault.to_string()).unwrap_or_default())
    }

    #[test]
    fn both_forms_are_read() {
        for text in ["/// All.\npub(crate) static ALL = [a::M, b::M,],", "static ALL = [a::M, M]"] {
            let (input, fault) = read(text);
            assert!(fault.is_empty() && input.sets.len() == 2, "{text}: {fault}");
            assert_eq!(input.item.unwrap().name, "ALL");
        }
        let (input, fault) = read("[a::M]");
        assert!(fault.is_empty() && input.item.is_none() && input.sets.len() == 1, "{fault}");
    }

    #[test]
    fn faults_say_what_to_write() {
        for (text, message) in [
            ("static ALL = []", "there is nothing to combine; name the sets: `[auth::MIGRATIONS, ..]`"),
            ("static ALL: Migrations = [a]", "the type is always `covet::Migrations`; leave it out"),
            ("static ALL = [a] targets", "the list of the sets is all that there is to say"),
            ("a::M", "expected `static NAME = [..]`, or the sets alone: `[auth::MIGRATIONS, blog::MIGRATIONS]`"),
        ] {
            assert_eq!(read(text).1, message, "{text}");
        }
    }
}
