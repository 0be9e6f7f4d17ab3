//! Finds tokens by their place in the file.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// A place as the compiler counts: line and column from 1, in characters.
type Position = (usize, usize);

/// The tokens from a place up to an end: one at least, the one that the place is in.
///
/// `start` and `end` have lines from 1 and columns from 0, as marks have them.
pub fn tokens_at(tokens: &TokenStream, start: (usize, usize), end: (usize, usize)) -> Option<Vec<TokenTree>> {
    search(tokens, (start.0, start.1 + 1), (end.0, end.1 + 1))
}

fn search(tokens: &TokenStream, start: Position, end: Position) -> Option<Vec<TokenTree>> {
    let mut found: Vec<TokenTree> = Vec::new();
    for token in tokens.clone() {
        if !found.is_empty() {
            if begin(token.span()) >= end {
                break;
            }
            found.push(token);
        } else if is_at(&token, start) {
            found.push(token);
        } else if let TokenTree::Group(group) = &token {
            let inner = search(&group.stream(), start, end);
            if inner.is_some() {
                return inner;
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Whether a place is where a token begins, or within one that has no tokens inside.
fn is_at(token: &TokenTree, place: Position) -> bool {
    let begin = begin(token.span());
    match token {
        // Groups that a macro made have no brackets, and no place of their own.
        TokenTree::Group(group) => group.delimiter() != Delimiter::None && begin == place,
        _ => begin <= place && place < end(token.span()),
    }
}

fn begin(span: Span) -> Position {
    let start = span.unwrap().start();
    (start.line(), start.column())
}

fn end(span: Span) -> Position {
    let end = span.unwrap().end();
    (end.line(), end.column())
}

/// The first of these tokens, however deep, that is this name.
pub fn ident_named(tokens: &TokenStream, name: &str) -> Option<Span> {
    tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == name => Some(ident.span()),
        TokenTree::Group(group) => ident_named(&group.stream(), name),
        _ => None,
    })
}

/// The name of the function that these tokens are.
pub fn function_name(item: &TokenStream) -> Option<proc_macro2::Ident> {
    let mut tokens = item.clone().into_iter();
    tokens.find(|token| matches!(token, TokenTree::Ident(ident) if ident == "fn"))?;
    match tokens.next() {
        Some(TokenTree::Ident(name)) => Some(name),
        _ => None,
    }
}
