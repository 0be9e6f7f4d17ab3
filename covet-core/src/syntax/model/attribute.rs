//! The attributes of models, as items between commas, and the values in them.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Lit, LitStr, Token, bracketed, parenthesized};

use super::Places;
use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::ident::Ident;
use crate::schema::DefaultValue;

/// Brackets within brackets; nothing needs more than three.
const MAX_DEPTH: usize = 8;

/// What stands between two commas of `#[covet(..)]`.
#[derive(Clone)]
pub(super) enum Item {
    /// `"text"`
    Text(LitStr),
    /// `name`, `name = value` or `name(items)`
    Named(Named),
}

/// An item with a name.
#[derive(Clone)]
pub(super) struct Named {
    pub(super) name: syn::Ident,
    pub(super) value: Value,
}

/// What is said of a name.
#[derive(Clone)]
pub(super) enum Value {
    /// Nothing: `unique`
    Nothing,
    /// `= true`, `= -1`, `= "text"`
    Literal(Lit, Option<Token![-]>),
    /// `= ["a", "b"]`
    List(Vec<LitStr>),
    /// `(a, b = 1)`
    Items(Vec<Item>),
}

impl Named {
    /// Its name without `r#`.
    pub(super) fn key(&self) -> String {
        self.name.unraw().to_string()
    }
}

/// The items of an attribute.
fn items(stream: ParseStream, depth: usize) -> syn::Result<Vec<Item>> {
    if depth > MAX_DEPTH {
        return Err(stream.error("brackets are nested too deep"));
    }
    let mut items = Vec::new();
    while !stream.is_empty() {
        items.push(item(stream, depth)?);
        if !stream.is_empty() {
            stream.parse::<Token![,]>()?;
        }
    }
    Ok(items)
}

fn item(stream: ParseStream, depth: usize) -> syn::Result<Item> {
    if stream.peek(LitStr) {
        return stream.parse().map(Item::Text);
    }
    let name = stream.call(syn::Ident::parse_any).map_err(|error| syn::Error::new(error.span(), "expected a name"))?;
    let value = if stream.parse::<Option<Token![=]>>()?.is_some() {
        literal(stream)?
    } else if stream.peek(syn::token::Paren) {
        let inner;
        parenthesized!(inner in stream);
        Value::Items(items(&inner, depth + 1)?)
    } else {
        Value::Nothing
    };
    Ok(Item::Named(Named { name, value }))
}

fn literal(stream: ParseStream) -> syn::Result<Value> {
    if stream.peek(syn::token::Bracket) {
        let inner;
        bracketed!(inner in stream);
        let texts = inner.parse_terminated(|stream| stream.parse::<LitStr>(), Token![,])?;
        return Ok(Value::List(texts.into_iter().collect()));
    }
    let minus = stream.parse()?;
    let literal = stream.parse().map_err(|error: syn::Error| {
        syn::Error::new(error.span(), "expected a value: `true`, a number, or a text in quotes")
    })?;
    Ok(Value::Literal(literal, minus))
}

/// The findings of a struct that is being read, and the marks of its tokens.
pub(super) struct Reading<'p> {
    places: &'p mut dyn Places,
    pub(super) findings: Findings,
}

impl<'p> Reading<'p> {
    pub(super) fn new(places: &'p mut dyn Places) -> Self {
        Reading { places, findings: Findings::new() }
    }

    /// The mark of all of these tokens.
    pub(super) fn mark(&mut self, tokens: &impl ToTokens) -> Mark {
        let tokens = tokens.to_token_stream();
        let Some(first) = tokens.clone().into_iter().next() else { return Mark::NOWHERE };
        let last = tokens.into_iter().last().unwrap_or_else(|| first.clone());
        let start = match &first {
            TokenTree::Group(group) => group.span_open(),
            other => other.span(),
        };
        let end = match &last {
            TokenTree::Group(group) => group.span_close(),
            other => other.span(),
        };
        self.places.mark(start, end)
    }

    /// Reads something of which others say what is wrong.
    pub(super) fn quietly<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let findings = std::mem::take(&mut self.findings);
        let read = read(self);
        self.findings = findings;
        read
    }

    /// Adds an error at these tokens.
    pub(super) fn fault(&mut self, code: &'static str, at: &impl ToTokens, message: String, help: impl Into<String>) {
        let mark = self.mark(at);
        self.findings.push(Diagnostic::error(code, mark, message).help(help));
    }

    /// The items of all attributes of this name.
    pub(super) fn items(&mut self, attributes: &[syn::Attribute], name: &str) -> Vec<Item> {
        let mut all = Vec::new();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
            let read = match &attribute.meta {
                syn::Meta::List(list) => (|stream: ParseStream| items(stream, 0)).parse2(list.tokens.clone()),
                meta => {
                    let message = format!("`#[{name}]` says nothing");
                    self.fault("bad-attribute", meta, message, format!("write `#[{name}(..)]`, or leave it out"));
                    continue;
                }
            };
            match read {
                Ok(items) => all.extend(items),
                Err(error) => {
                    for error in error {
                        let mark = self.places.mark(error.span(), error.span());
                        let message = format!("this attribute cannot be read: {error}");
                        self.findings.push(Diagnostic::error("bad-attribute", mark, message));
                    }
                }
            }
        }
        all
    }

    /// Says that a name is none of these, each with how it is written.
    pub(super) fn unknown(&mut self, what: &str, name: &syn::Ident, known: Keys) {
        let key = name.unraw().to_string();
        let mark = self.mark(name);
        let finding = Diagnostic::error("unknown-attribute", mark, format!("`{key}` is nothing that {what} can say"));
        let suggested = finding.clone().suggest(&key, known.iter().map(|(name, _)| *name));
        self.findings.push(match suggested.help {
            Some(_) => suggested,
            None => {
                let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                finding.help(format!("there are `{}`", names.join("`, `")))
            }
        });
    }

    /// Says that something is written in a way in which it cannot be.
    pub(super) fn misspelt<T>(&mut self, named: &Named, known: Keys) -> Option<T> {
        let key = named.key();
        let how = known.iter().find(|(name, _)| *name == key).map_or("", |(_, how)| how);
        let message = format!("`{key}` is not written like this");
        self.fault("bad-attribute", &named.name, message, format!("write `{how}`"));
        None
    }
}

/// The names that there are, each with how it is written.
pub(super) type Keys = &'static [(&'static str, &'static str)];

/// What an item says, with where that stands.
impl Reading<'_> {
    /// `name`
    pub(super) fn flag(&mut self, named: &Named, known: Keys) -> bool {
        let is_flag = matches!(named.value, Value::Nothing);
        if !is_flag {
            self.misspelt::<()>(named, known);
        }
        is_flag
    }

    /// `name = "text"`
    pub(super) fn text(&mut self, named: &Named, known: Keys) -> Option<Ident> {
        match &named.value {
            Value::Literal(Lit::Str(text), None) if text.suffix().is_empty() => {
                let mark = self.mark(text);
                Some(Ident::new(text.value(), mark))
            }
            _ => self.misspelt(named, known),
        }
    }

    /// `name = 255`
    pub(super) fn number<N: TryFrom<u64>>(&mut self, named: &Named, known: Keys) -> Option<(N, Mark)> {
        let Value::Literal(Lit::Int(number), None) = &named.value else { return self.misspelt(named, known) };
        let value = number.base10_parse::<u64>().ok().and_then(|value| N::try_from(value).ok());
        let mark = self.mark(number);
        if value.is_none() {
            let message = format!("`{number}` is too large for `{}`", named.key());
            self.fault("out-of-range", number, message, "write a smaller number");
        }
        Some((value?, mark))
    }

    /// `name = ["a", "b"]` or `name("a", "b")`
    pub(super) fn texts(&mut self, named: &Named, known: Keys) -> Option<Vec<String>> {
        match &named.value {
            Value::List(texts) => Some(texts.iter().map(LitStr::value).collect()),
            Value::Items(items) => {
                let text = |item: &Item| match item {
                    Item::Text(text) => Some(text.value()),
                    Item::Named(_) => None,
                };
                let texts: Option<Vec<String>> = items.iter().map(text).collect();
                texts.or_else(|| self.misspelt(named, known))
            }
            _ => self.misspelt(named, known),
        }
    }

    /// `name = true`, `name = -1`, `name = 0.5`, `name = "text"`
    pub(super) fn default(&mut self, named: &Named, known: Keys) -> Option<(DefaultValue, Mark)> {
        let Value::Literal(literal, minus) = &named.value else { return self.misspelt(named, known) };
        let sign = if minus.is_some() { "-" } else { "" };
        let value = match (literal, minus) {
            (Lit::Bool(flag), None) => Some(DefaultValue::Bool(flag.value)),
            (Lit::Str(text), None) => Some(DefaultValue::Text(text.value())),
            (Lit::Int(number), _) => format!("{sign}{}", number.base10_digits()).parse().ok().map(DefaultValue::Int),
            (Lit::Float(number), _) => {
                let value = format!("{sign}{}", number.base10_digits()).parse::<f64>().ok();
                value.filter(|value| value.is_finite()).map(DefaultValue::from)
            }
            _ => None,
        };
        let mark = self.mark(&quote::quote!(#minus #literal));
        match value {
            Some(value) => Some((value, mark)),
            None => self.misspelt(named, known),
        }
    }

    /// One of several words: `name = "cascade"`
    pub(super) fn word<T: Clone>(&mut self, named: &Named, known: Keys, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(named, known)?;
        let word = text.to_lowercase().replace([' ', '-'], "_");
        let found = words.iter().find(|(name, _)| *name == word).map(|(_, value)| value.clone());
        if found.is_none() {
            let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
            let finding = Diagnostic::error("unknown-word", text.mark(), format!("`{text}` is no `{}`", named.key()));
            let suggested = finding.clone().suggest(&word, names.iter().copied());
            self.findings.push(match suggested.help {
                Some(_) => suggested,
                None => finding.help(format!("there are `{}`", names.join("`, `"))),
            });
        }
        found
    }

    /// A name in Rust, with its mark.
    pub(super) fn ident(&mut self, ident: &syn::Ident) -> Ident {
        let mark = self.mark(ident);
        Ident::new(ident.unraw().to_string(), mark)
    }
}

/// The documentation that stands above something, as one text.
pub(super) fn docs(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| {
        let syn::Meta::NameValue(said) = &attribute.meta else { return None };
        let syn::Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) = &said.value else { return None };
        let text = text.value();
        Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Attributes with those that stand in a `cfg_attr`, whatever its condition.
///
/// A compiler has put them in place already; who reads a file has not.
pub(super) fn expanded(attributes: &[syn::Attribute]) -> Vec<syn::Attribute> {
    let mut all = Vec::new();
    for attribute in attributes {
        if !attribute.path().is_ident("cfg_attr") {
            all.push(attribute.clone());
            continue;
        }
        let Some(inner) = conditional(attribute) else { continue };
        all.extend(expanded(&inner));
    }
    all
}

/// The attributes of a `cfg_attr`.
fn conditional(attribute: &syn::Attribute) -> Option<Vec<syn::Attribute>> {
    let syn::Meta::List(list) = &attribute.meta else { return None };
    let read = |stream: ParseStream| {
        let _: syn::Meta = stream.parse()?;
        let mut metas = Vec::new();
        while stream.parse::<Option<Token![,]>>()?.is_some() && !stream.is_empty() {
            metas.push(stream.parse::<syn::Meta>()?);
        }
        Ok(metas)
    };
    let metas = read.parse2(list.tokens.clone()).ok()?;
    Some(metas.into_iter().map(|meta| syn::Attribute { meta, ..attribute.clone() }).collect())
}

/// The tokens of something as text, without the spaces that only tokens need.
pub(super) fn written(tokens: &impl ToTokens) -> String {
    let text: TokenStream = tokens.to_token_stream();
    let text = text.to_string();
    [(" :: ", "::"), (":: ", "::"), (" < ", "<"), (" <", "<"), ("< ", "<"), (" >", ">"), (" ,", ","), ("& ", "&")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
}
