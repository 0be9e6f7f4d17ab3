//! Rust steps: the functions that a migration names, as far as their text tells.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, ItemFn, Type};

use super::Interpreter;
use crate::checksum::Checksum;
use crate::diagnostic::near;
use crate::dialect::Dialect;
use crate::syntax::StepFunction;

/// The connections that a step can take; the last one to any database.
const CONNECTIONS: [(&str, Option<Dialect>); 4] = [
    ("PgConnection", Some(Dialect::Postgres)),
    ("MySqlConnection", Some(Dialect::MySql)),
    ("SqliteConnection", Some(Dialect::Sqlite)),
    ("Connection", None),
];

const FORM: &str = "write `async fn step(db: &mut covet::Connection<'_>) -> covet::Result<()>`";

/// A function of another file: the compiler has to find it, and nothing is known of its text.
pub(super) fn elsewhere(name: &str, path: &str) -> StepFunction {
    StepFunction { name: name.to_owned(), path: path.to_owned(), dialect: None, code_hash: Checksum::of(b"") }
}

impl Interpreter<'_, '_> {
    /// The function of this file that an operation names at `span`; nothing, and a finding, where it cannot be a step.
    ///
    /// What keeps it from being one is shown where it is named: the compiler hands `#[migration]` no other tokens than
    /// those of `up`, and this is the place nearest to it that an editor can underline.
    pub(super) fn step(&mut self, name: &str, span: Span) -> Option<StepFunction> {
        let Some(function) = self.functions.get(name).copied() else {
            let candidates = self.functions.keys().map(String::as_str).filter(|name| !["up", "down"].contains(name));
            let help = match near(name, candidates) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    // One function is to be written, however often it is named.
                    self.refused_steps.push(name.to_owned());
                    FORM.replace("step", name)
                }
            };
            self.fault("unknown-function", span, format!("there is no `async fn {name}` in this file"), help);
            return None;
        };
        let step = self.judge(name, function, span);
        if step.is_none() {
            self.refused_steps.push(name.to_owned());
        }
        step
    }

    /// The step that a function is, or a finding that says what keeps it from being one.
    fn judge(&mut self, name: &str, function: &ItemFn, span: Span) -> Option<StepFunction> {
        let signature = &function.sig;
        if signature.asyncness.is_none() {
            let message = format!("`{name}` is not async, and a step awaits its database");
            self.fault("bad-step", span, message, format!("write `async fn {name}`"));
            return None;
        }
        if !signature.generics.params.is_empty() && signature.generics.type_params().next().is_some() {
            let message = format!("`{name}` is generic: which function to run is not said");
            self.fault("bad-step", span, message, FORM.replace("step", name));
            return None;
        }
        let inputs: Vec<&FnArg> = signature.inputs.iter().collect();
        let [FnArg::Typed(parameter)] = inputs[..] else {
            let message = format!("a step takes one parameter, the connection; `{name}` has {}", count(inputs.len()));
            self.fault("bad-step", span, message, FORM.replace("step", name));
            return None;
        };
        let dialect = self.connection(name, &parameter.ty, span)?;
        self.covers_targets(name, dialect, span)?;
        Some(StepFunction { name: name.to_owned(), path: name.to_owned(), dialect, code_hash: code_hash(function) })
    }

    /// The database whose connection a parameter takes.
    fn connection(&mut self, step: &str, ty: &Type, span: Span) -> Option<Option<Dialect>> {
        let name = match ty {
            Type::Reference(reference) if reference.mutability.is_some() => type_name(&reference.elem),
            _ => None,
        };
        let known = name.as_ref().and_then(|name| CONNECTIONS.iter().find(|(known, _)| known == name));
        if known.is_none() {
            let help = "take `&mut covet::Connection<'_>`, or `&mut sqlx::PgConnection`, `&mut sqlx::MySqlConnection` \
                        or `&mut sqlx::SqliteConnection` where that is the one target";
            let message = format!("`{step}` takes `{}`, which is no connection that is known", type_text(ty));
            self.fault("bad-step", span, message, help);
        }
        known.map(|(_, dialect)| *dialect)
    }

    /// A step for one database cannot run on the others.
    fn covers_targets(&mut self, name: &str, dialect: Option<Dialect>, span: Span) -> Option<()> {
        let Some(dialect) = dialect else { return Some(()) };
        let others: Vec<String> =
            self.around.targets.iter().filter(|target| **target != dialect).map(Dialect::to_string).collect();
        if others.is_empty() {
            return Some(());
        }
        let message = format!("`{name}` is for {dialect}, and the project also targets {}", others.join(" and "));
        let help = format!("take `&mut covet::Connection<'_>`, or set `targets = [\"{dialect}\"]` in covet.toml");
        self.fault("step-target", span, message, help);
        None
    }
}

fn count(parameters: usize) -> String {
    match parameters {
        0 => "none".to_owned(),
        // `self`
        1 => "another".to_owned(),
        _ => parameters.to_string(),
    }
}

/// A type as people write it.
fn type_text(ty: &Type) -> String {
    match ty {
        Type::Reference(reference) => {
            let mutable = if reference.mutability.is_some() { "mut " } else { "" };
            format!("&{mutable}{}", type_text(&reference.elem))
        }
        Type::Path(path) => super::refusal::path_text(&path.path),
        other => other.to_token_stream().to_string(),
    }
}

fn type_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        Type::Paren(inner) => type_name(&inner.elem),
        Type::Group(inner) => type_name(&inner.elem),
        _ => None,
    }
}

/// The SHA-256 of a function's tokens: without documentation, blanks, comments, and the commas that a formatter adds.
fn code_hash(function: &ItemFn) -> Checksum {
    let mut text = String::new();
    write_tokens(function.to_token_stream(), &mut text);
    Checksum::of(text.as_bytes())
}

/// Writes each token on a line of its own.
fn write_tokens(tokens: TokenStream, text: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let is_doc = |token: &TokenTree| matches!(token, TokenTree::Group(group) if is_doc_attribute(group));
                if tokens.next_if(is_doc).is_none() {
                    text.push_str("#\n");
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' && tokens.peek().is_none() => {}
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(\n", ")\n"),
                    Delimiter::Brace => ("{\n", "}\n"),
                    Delimiter::Bracket => ("[\n", "]\n"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write_tokens(group.stream(), text);
                text.push_str(close);
            }
            other => {
                text.push_str(&other.to_string());
                text.push('\n');
            }
        }
    }
}

fn is_doc_attribute(group: &proc_macro2::Group) -> bool {
    matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(name)) if name == "doc")
}
