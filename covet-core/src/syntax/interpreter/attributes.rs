//! The arguments of `#[migration(..)]`.

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprArray, ExprLit, Lit, LitStr, Meta, MetaNameValue, Token};
use unicode_normalization::UnicodeNormalization;

use super::{Interpreter, refusal};
use crate::diagnostic::near;
use crate::migration::{Attributes, Dependency, MigrationId, Replaced};

const KNOWN: [&str; 6] = ["author", "depends_on", "irreversible", "replaces", "tags", "transaction"];

impl Interpreter<'_, '_> {
    /// Reads the attribute of `up`.
    pub(super) fn attributes(&mut self, attribute: &Attribute, id: &MigrationId) -> Attributes {
        let mut attributes = Attributes::default();
        let mut seen: Vec<String> = Vec::new();
        for argument in self.attribute_arguments(attribute) {
            let name = refusal::path_text(&argument.path);
            if seen.contains(&name) {
                let message = format!("`{name}` is given twice");
                self.fault("bad-attribute", argument.path.span(), message, "remove one of them");
                continue;
            }
            match name.as_str() {
                "depends_on" => attributes.depends_on = self.dependencies(&argument.value, id),
                "tags" => attributes.tags = self.tags(&argument.value),
                "author" => {
                    attributes.author = self.attribute_text(&argument.value, "`\"..\"`").map(|text| text.value())
                }
                "irreversible" => attributes.irreversible = self.reason(&argument.value),
                "transaction" => attributes.transaction = self.flag(&argument.value).unwrap_or(true),
                "replaces" => attributes.replaces = self.replaces(&argument.value, id),
                _ => self.unknown_argument(&name, argument.path.span()),
            }
            seen.push(name);
        }
        attributes
    }

    /// The attribute of `down` says nothing: what is said of a migration stands above `up`.
    pub(super) fn no_arguments(&mut self, attribute: &Attribute) {
        if !matches!(attribute.meta, Meta::Path(_)) {
            let message = "`#[migration]` takes its arguments above `up`, not above `down`";
            self.fault("bad-attribute", attribute.path().span(), message, "move them there");
        }
    }

    fn attribute_arguments(&mut self, attribute: &Attribute) -> Vec<MetaNameValue> {
        let metas = match &attribute.meta {
            Meta::Path(_) => return Vec::new(),
            Meta::NameValue(meta) => {
                let message = "`#[migration]` takes its arguments in brackets";
                self.fault("bad-attribute", meta.eq_token.span, message, "write `#[migration(tags = [\"..\"])]`");
                return Vec::new();
            }
            Meta::List(list) => list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated),
        };
        let metas = match metas {
            Ok(metas) => metas,
            Err(error) => {
                let message = format!("cannot read the arguments of `#[migration]`: {error}");
                self.fault("bad-attribute", error.span(), message, "write `name = value`, with commas between");
                return Vec::new();
            }
        };
        let mut arguments = Vec::new();
        for meta in metas {
            match meta {
                Meta::NameValue(argument) => arguments.push(argument),
                other => {
                    let name = refusal::path_text(other.path());
                    if KNOWN.contains(&name.as_str()) {
                        let (message, help) = (format!("`{name}` has no value"), format!("write `{name} = ..`"));
                        self.fault("bad-attribute", other.path().span(), message, help);
                    } else {
                        self.unknown_argument(&name, other.path().span());
                    }
                }
            }
        }
        arguments
    }

    fn unknown_argument(&mut self, name: &str, span: Span) {
        let help = match near(name, KNOWN) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known are `{}`", KNOWN.join("`, `")),
        };
        self.fault("unknown-argument", span, format!("`#[migration]` has no argument `{name}`"), help);
    }

    fn dependencies(&mut self, value: &Expr, id: &MigrationId) -> Vec<Dependency> {
        let mut dependencies = Vec::new();
        for text in self.attribute_texts(value) {
            let mark = self.mark(text.span());
            match text.value().parse::<MigrationId>() {
                Ok(other) if other == *id => {
                    self.fault("cyclic-dependency", text.span(), "a migration cannot depend on itself", "remove this");
                }
                Ok(other) => dependencies.push(Dependency { id: other, mark }),
                Err(error) => {
                    let help = format!("such as `{}`", MigrationId::new("auth", "0001_users"));
                    self.fault("bad-dependency", text.span(), error.to_string(), help);
                }
            }
        }
        dependencies
    }

    /// `["0001_a", "0002_b"]`, or a list of such lists.
    fn replaces(&mut self, value: &Expr, id: &MigrationId) -> Vec<Vec<Replaced>> {
        let lists: Vec<&Expr> = match value {
            Expr::Array(list) if list.elems.iter().any(|item| matches!(item, Expr::Array(_))) => {
                list.elems.iter().collect()
            }
            list => vec![list],
        };
        let mut all: Vec<Vec<Replaced>> = Vec::new();
        for list in lists {
            let faults = self.faults;
            let names = self.replaced_names(list, id);
            if names.is_empty() && self.faults == faults {
                self.fault("bad-replaces", list.span(), "nothing is replaced", "name the migrations, or leave it out");
            } else if all.contains(&names) {
                self.fault("bad-replaces", list.span(), "this list is given twice", "remove one of them");
            } else if self.faults == faults {
                all.push(names);
            }
        }
        all
    }

    /// The names of one list, each a migration of the same app.
    fn replaced_names(&mut self, list: &Expr, id: &MigrationId) -> Vec<Replaced> {
        let mut names: Vec<Replaced> = Vec::new();
        for text in self.attribute_texts(list) {
            let name: String = text.value().nfc().collect();
            let own = name.strip_prefix(&*id.app).and_then(|rest| rest.strip_prefix('/'));
            let (message, help) = match own {
                Some(own) => ("a squash replaces migrations of its own app".to_owned(), format!("write `{own}`")),
                None if name.contains('/') => (
                    format!("`{name}` is of another app, and a squash replaces migrations of its own"),
                    "write a squash in that app too, and make this one depend on it".to_owned(),
                ),
                None if name.is_empty() => ("a migration has a name".to_owned(), "write it".to_owned()),
                None if name == id.name => {
                    ("a migration cannot replace itself".to_owned(), "name those that it does the work of".to_owned())
                }
                None if names.iter().any(|known| known.name == name) => {
                    (format!("`{name}` is given twice"), "remove one of them".to_owned())
                }
                None => {
                    let mark = self.mark(text.span());
                    names.push(Replaced { name, mark });
                    continue;
                }
            };
            self.fault("bad-replaces", text.span(), message, help);
        }
        names
    }

    fn tags(&mut self, value: &Expr) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for text in self.attribute_texts(value) {
            let tag = text.value();
            if tag.is_empty() || tag.contains(|letter: char| letter.is_whitespace() || letter == ',') {
                let message = format!("{tag:?} cannot be a tag");
                self.fault("bad-attribute", text.span(), message, "write a word, such as `\"contract\"`");
            } else if tags.contains(&tag) {
                self.fault(
                    "bad-attribute",
                    text.span(),
                    format!("the tag `{tag}` is given twice"),
                    "remove one of them",
                );
            } else {
                tags.push(tag);
            }
        }
        tags
    }

    fn reason(&mut self, value: &Expr) -> Option<String> {
        let text = self.attribute_text(value, "why: `\"the rows are gone\"`")?;
        if text.value().trim().is_empty() {
            let message = "nobody will know why this cannot be undone";
            self.fault("bad-attribute", text.span(), message, "say why: `irreversible = \"the rows are gone\"`");
            return None;
        }
        Some(text.value())
    }

    fn flag(&mut self, value: &Expr) -> Option<bool> {
        if let Expr::Lit(ExprLit { lit: Lit::Bool(flag), .. }) = value {
            return Some(flag.value);
        }
        self.fault("bad-attribute", value.span(), "expected `true` or `false`", "write one of them, without quotes");
        None
    }

    fn attribute_texts(&mut self, value: &Expr) -> Vec<LitStr> {
        match value {
            Expr::Array(ExprArray { elems, .. }) => {
                elems.iter().filter_map(|item| self.attribute_text(item, "`\"..\"`")).collect()
            }
            other => {
                self.fault("bad-attribute", other.span(), "expected a list of texts", "write `[\"..\"]`");
                Vec::new()
            }
        }
    }

    fn attribute_text(&mut self, value: &Expr, example: &str) -> Option<LitStr> {
        if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = value {
            return Some(text.clone());
        }
        self.fault("bad-attribute", value.span(), "expected a text in quotes", format!("write {example}"));
        None
    }
}
