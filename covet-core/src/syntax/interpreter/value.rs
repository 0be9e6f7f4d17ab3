//! Arguments: literals, lists, names of the DSL, functions, closures.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, ExprArray, ExprClosure, ExprLit, ExprMacro, ExprPath, Lit, LitInt, LitStr, UnOp};

use super::methods::{Argument, Body, Parameter};
use super::refusal::{bare, path_text};
use super::{Interpreter, step};
use crate::diagnostic::{Diagnostic, Mark, near};
use crate::dsl::{Action, DefaultValue, Deferrable, ObjectKind, Rule};
use crate::syntax::source::Source;

pub(super) const ACTIONS: [(&str, Action); 5] = [
    ("NoAction", Action::NoAction),
    ("Restrict", Action::Restrict),
    ("Cascade", Action::Cascade),
    ("SetNull", Action::SetNull),
    ("SetDefault", Action::SetDefault),
];

pub(super) const DEFERRABLES: [(&str, Deferrable); 2] =
    [("InitiallyImmediate", Deferrable::InitiallyImmediate), ("InitiallyDeferred", Deferrable::InitiallyDeferred)];

/// A number as it is written, with its sign.
struct Number<'e> {
    literal: &'e LitInt,
    negative: bool,
    span: Span,
}

impl Number<'_> {
    /// The value, where it is not beyond all integers.
    fn value(&self) -> Option<i128> {
        let magnitude: i128 = self.literal.base10_parse().ok()?;
        Some(if self.negative { -magnitude } else { magnitude })
    }
}

/// What was found where a value is expected.
fn found(literal: &Lit) -> String {
    match literal {
        Lit::Str(_) => "a text".to_owned(),
        Lit::ByteStr(_) => "a byte string".to_owned(),
        Lit::CStr(_) => "a C string".to_owned(),
        Lit::Byte(_) => "a byte".to_owned(),
        Lit::Char(_) => "a character".to_owned(),
        Lit::Int(number) => format!("the number `{number}`"),
        Lit::Float(number) => format!("the number `{number}`"),
        Lit::Bool(flag) => format!("`{}`", flag.value),
        _ => "something else".to_owned(),
    }
}

/// All of an argument: what `span` gives by making its tokens anew, which takes long for a table.
pub(super) fn extent(expression: &Expr) -> Span {
    let short = match expression {
        Expr::Lit(ExprLit { attrs, lit }) if attrs.is_empty() => Some(lit.span()),
        Expr::Closure(closure) if closure.attrs.is_empty() && begins_with_bar(closure) => match &*closure.body {
            Expr::Block(body) => closure.inputs_begin.span.join(body.block.brace_token.span.close()),
            _ => None,
        },
        _ => None,
    };
    short.unwrap_or_else(|| expression.span())
}

fn begins_with_bar(closure: &ExprClosure) -> bool {
    let ExprClosure { lifetimes, constness, asyncness, capture, .. } = closure;
    lifetimes.is_none() && constness.is_none() && asyncness.is_none() && capture.is_none()
}

impl<'f> Interpreter<'f, '_> {
    /// Reads an argument; `items` gets the places of the items of a list.
    pub(super) fn argument(
        &mut self,
        parameter: Parameter,
        expression: &'f Expr,
        items: &mut Vec<Mark>,
    ) -> Option<Argument<'f>> {
        let expression = bare(expression);
        match parameter {
            Parameter::Text => self.text(parameter, expression).map(Argument::Text),
            Parameter::Sql => self.sql(expression).map(Argument::Sql),
            Parameter::Names => self.names(expression, items).map(Argument::Names),
            Parameter::U16 => self.unsigned(parameter, expression, "u16").map(Argument::U16),
            Parameter::U32 => self.unsigned(parameter, expression, "u32").map(Argument::U32),
            Parameter::Default => self.default_value(expression).map(Argument::Default),
            Parameter::Action => self.word(parameter, expression, ("Action", "action"), &ACTIONS).map(Argument::Action),
            Parameter::Deferrable => {
                let named = ("Deferrable", "deferrable");
                self.word(parameter, expression, named, &DEFERRABLES).map(Argument::Deferrable)
            }
            Parameter::ObjectKind => {
                let kinds = ObjectKind::ALL.map(|kind| (kind.as_str(), kind));
                self.word(parameter, expression, ("ObjectKind", "kind of object"), &kinds).map(Argument::ObjectKind)
            }
            Parameter::Rule => self.rule(expression).map(Argument::Rule),
            Parameter::Function => self.function_path(expression).map(Argument::Function),
            Parameter::TableBody | Parameter::MigrationBody => match expression {
                Expr::Closure(closure) if parameter == Parameter::TableBody => {
                    Some(Argument::TableBody(Body::Parsed(closure)))
                }
                Expr::Closure(closure) => Some(Argument::MigrationBody(Body::Parsed(closure))),
                other => self.mismatch(parameter, other),
            },
        }
    }

    /// Says that an expression is not what a parameter takes: a literal of another kind, or nothing that can be read.
    fn mismatch<T>(&mut self, parameter: Parameter, expression: &Expr) -> Option<T> {
        let expected = parameter.describe();
        let found = match expression {
            Expr::Lit(ExprLit { lit, .. }) => found(lit),
            Expr::Unary(_) if number(expression).is_some() => "a negative number".to_owned(),
            Expr::Array(_) => "a list".to_owned(),
            Expr::Closure(_) => "a closure".to_owned(),
            other => {
                self.refuse_value(other);
                return None;
            }
        };
        let help = match (parameter, expression) {
            (Parameter::Names, Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
                Some(format!("write `[{:?}]`", text.value()))
            }
            (Parameter::U16 | Parameter::U32, Expr::Lit(ExprLit { lit: Lit::Str(text), .. }))
                if text.value().trim().parse::<u32>().is_ok() =>
            {
                Some(format!("write `{}`, without quotes", text.value().trim()))
            }
            (Parameter::Action, Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
                let name = near(&text.value().replace(['_', ' '], ""), ACTIONS.map(|(name, _)| name));
                Some(format!("write `{}`, without quotes", name.unwrap_or("Cascade")))
            }
            (Parameter::ObjectKind, Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => {
                let kinds = ObjectKind::ALL.map(ObjectKind::as_str);
                let name = near(&text.value().replace(['_', ' '], ""), kinds);
                Some(format!("write `{}`, without quotes", name.unwrap_or("View")))
            }
            _ => None,
        };
        let mark = self.mark(expression.span());
        let message = format!("expected {expected}, found {found}");
        self.find(Diagnostic { help, ..Diagnostic::error("wrong-argument", mark, message) });
        None
    }

    fn text(&mut self, parameter: Parameter, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Lit(ExprLit { lit: Lit::Str(text), attrs }) => {
                self.harmless(attrs);
                self.without_suffix(text)
            }
            other => self.mismatch(parameter, other),
        }
    }

    fn without_suffix(&mut self, text: &LitStr) -> Option<String> {
        if !text.suffix().is_empty() {
            self.fault("wrong-argument", text.span(), format!("a text has no suffix `{}`", text.suffix()), "remove it");
            return None;
        }
        Some(text.value())
    }

    fn sql(&mut self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Macro(included) if included.mac.path.is_ident("include_str") => self.included_text(included),
            other => self.text(Parameter::Sql, other),
        }
    }

    /// The text of another file, which becomes part of the migration.
    fn included_text(&mut self, included: &ExprMacro) -> Option<String> {
        let span = included.mac.path.span();
        let Ok(name) = included.mac.parse_body::<LitStr>() else {
            let help = "write `include_str!(\"file.sql\")`";
            self.fault("bad-include", span, "`include_str!` takes a path in quotes here", help);
            return None;
        };
        let (shown, place) = (name.value(), name.span());
        let path = match self.around.directory.join(&shown).canonicalize() {
            Ok(path) => path,
            Err(error) => {
                let help = "the path is relative to this file";
                self.fault("bad-include", place, format!("cannot read `{shown}`: {error}"), help);
                return None;
            }
        };
        if std::path::Path::new(&shown).is_absolute() || !path.starts_with(self.around.root) {
            let message = format!("`{shown}` leads out of the migration directory");
            self.fault("bad-include", place, message, "put the file beside this one");
            return None;
        }
        self.included.push(path.clone());
        let Some(file) = self.files.read(&path, Source::Text) else {
            // The finding is made; this migration lacks the text.
            self.faults += 1;
            return None;
        };
        Some(self.files.text(file).as_ref().to_owned())
    }

    fn names(&mut self, expression: &Expr, items: &mut Vec<Mark>) -> Option<Vec<String>> {
        let list = match expression {
            Expr::Array(list) => list,
            Expr::Reference(reference) if reference.mutability.is_none() => match bare(&reference.expr) {
                Expr::Array(list) => list,
                _ => return self.mismatch(Parameter::Names, expression),
            },
            other => return self.mismatch(Parameter::Names, other),
        };
        let ExprArray { elems, .. } = list;
        let mut names = Some(Vec::new());
        for item in elems {
            items.push(self.mark(extent(item)));
            let name = self.text(Parameter::Text, bare(item));
            names = names.zip(name).map(|(mut names, name)| {
                names.push(name);
                names
            });
        }
        names
    }

    /// A whole number of the type `ty`, which has only those from 0.
    fn unsigned<T: TryFrom<i128>>(&mut self, parameter: Parameter, expression: &Expr, ty: &str) -> Option<T> {
        let Some(number) = number(expression) else { return self.mismatch(parameter, expression) };
        if !["", ty].contains(&number.literal.suffix()) {
            return self.wrong_suffix(&number, &format!("`{ty}`, or no suffix"));
        }
        let value = number.value().and_then(|value| T::try_from(value).ok());
        if value.is_none() {
            self.out_of_range(&number, parameter.describe(), "write a number in that range");
        }
        value
    }

    fn wrong_suffix<T>(&mut self, number: &Number<'_>, expected: &str) -> Option<T> {
        let message = format!("the number has the type `{}` here", number.literal.suffix());
        self.fault("wrong-argument", number.span, message, format!("write {expected}"));
        None
    }

    fn out_of_range(&mut self, number: &Number<'_>, range: &str, help: impl Into<String>) {
        let sign = if number.negative { "-" } else { "" };
        let message = format!("`{sign}{}` is not {range}", number.literal);
        self.fault("out-of-range", number.span, message, help);
    }

    fn default_value(&mut self, expression: &Expr) -> Option<DefaultValue> {
        if let Some(number) = number(expression) {
            if number.literal.suffix() == "f64" {
                return self.default_float(number.literal.base10_digits(), number.negative, expression);
            }
            return self.default_number(&number);
        }
        let (literal, negative) = signed(expression);
        match literal {
            Some(Lit::Bool(flag)) if !negative => Some(flag.value.into()),
            Some(Lit::Str(text)) if !negative => self.without_suffix(text).map(DefaultValue::Text),
            Some(Lit::Float(number)) if ["", "f64"].contains(&number.suffix()) => {
                self.default_float(number.base10_digits(), negative, expression)
            }
            _ => self.mismatch(Parameter::Default, expression),
        }
    }

    fn default_float(&mut self, digits: &str, negative: bool, expression: &Expr) -> Option<DefaultValue> {
        match digits.parse::<f64>() {
            Ok(value) if value.is_finite() => Some((if negative { -value } else { value }).into()),
            _ => {
                let message = format!("`{digits}` is beyond all numbers");
                self.fault("out-of-range", expression.span(), message, "write the decimal as a text: `\"0.10\"`");
                None
            }
        }
    }

    /// Whole numbers are `i32` without a suffix, as in compiled code.
    fn default_number(&mut self, number: &Number<'_>) -> Option<DefaultValue> {
        let (digits, value) = (number.literal.base10_digits(), number.value());
        let in_range = |low: i64, high: i64| {
            let value = value.and_then(|value| i64::try_from(value).ok());
            value.filter(|value| (low..=high).contains(value))
        };
        let (value, range, help) = match number.literal.suffix() {
            "" => {
                let help = format!("write `{}{digits}i64`", if number.negative { "-" } else { "" });
                (in_range(i32::MIN.into(), i32::MAX.into()), "an `i32`", help)
            }
            "i32" => (in_range(i32::MIN.into(), i32::MAX.into()), "an `i32`", format!("write `{digits}i64`")),
            "u32" => (in_range(0, u32::MAX.into()), "a `u32`", format!("write `{digits}i64`")),
            "i64" => (in_range(i64::MIN, i64::MAX), "an `i64`", "no column holds it".to_owned()),
            _ => return self.wrong_suffix(number, "`i64`, or no suffix"),
        };
        if value.is_none() {
            self.out_of_range(number, range, help);
        }
        value.map(DefaultValue::Int)
    }

    /// A word of the DSL: `Cascade`, `Action::Cascade`, `dsl::Cascade`, `covet::dsl::Action::Cascade`.
    fn word<T: Copy>(
        &mut self,
        parameter: Parameter,
        expression: &Expr,
        (kind, noun): (&str, &str),
        known: &[(&'static str, T)],
    ) -> Option<T> {
        let Expr::Path(ExprPath { qself: None, path, .. }) = expression else {
            return self.mismatch(parameter, expression);
        };
        let text = path_text(path);
        let unrooted = text.strip_prefix("::").unwrap_or(&text);
        let unrooted = unrooted.strip_prefix("covet::dsl::").or(unrooted.strip_prefix("dsl::")).unwrap_or(unrooted);
        let name = unrooted.strip_prefix(kind).and_then(|rest| rest.strip_prefix("::")).unwrap_or(unrooted);
        let found = known.iter().find(|(known, _)| *known == name);
        if found.is_none() {
            let help = match near(name, known.iter().map(|(name, _)| *name)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if parameter == Parameter::ObjectKind => {
                    format!(
                        "write one of {}",
                        known.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                    )
                }
                None => format!("write {}", parameter.describe()),
            };
            let message = format!("there is no {noun} `{text}`");
            self.fault("wrong-argument", path.span(), message, help);
        } else {
            self.imported(path);
        }
        found.map(|(_, value)| *value)
    }

    /// A safety rule: `Rule::DropColumn`, `dsl::Rule::DropColumn`, `covet::dsl::Rule::DropColumn`.
    ///
    /// One that is not known is found, and otherwise as if it were not there: the operation is what it is.
    fn rule(&mut self, expression: &Expr) -> Option<Option<Rule>> {
        let Expr::Path(ExprPath { qself: None, path, .. }) = expression else {
            return self.mismatch(Parameter::Rule, expression);
        };
        let text = path_text(path);
        let unrooted = text.strip_prefix("::").unwrap_or(&text);
        let unrooted = unrooted.strip_prefix("covet::dsl::").or(unrooted.strip_prefix("dsl::")).unwrap_or(unrooted);
        let name = unrooted.strip_prefix("Rule::").unwrap_or_default();
        let found = Rule::ALL.iter().find(|rule| rule.name() == name);
        if found.is_none() {
            let wrong = unrooted.rsplit("::").next().unwrap_or_default();
            let help = match near(wrong, Rule::ALL.iter().map(|rule| rule.name())) {
                Some(near) => format!("did you mean `Rule::{near}`?"),
                None => "write `Rule::`, and the editor lists them".to_owned(),
            };
            let mark = self.mark(path.span());
            let message = format!("there is no rule `{text}`");
            self.files.find(Diagnostic::error("unknown-rule", mark, message).help(help));
        }
        Some(found.copied())
    }

    /// A function that an operation names: its name, without the path to it.
    ///
    /// Compiled code knows no more of a function, which may be imported and moved; where it stands is no part of what a
    /// migration means.
    fn function_path(&mut self, expression: &Expr) -> Option<String> {
        let Expr::Path(ExprPath { qself: None, path, .. }) = expression else {
            let message =
                "a function is named here: a value or a closure would have to be run while the migration is read";
            let help = "write an `async fn` beside `up`, and its name here";
            self.fault("wrong-argument", super::refusal::span(expression), message, help);
            return None;
        };
        if path.segments.iter().any(|segment| !segment.arguments.is_none()) {
            let help = "name a function without generic parameters";
            self.fault("refused", path.span(), "a step has no generic arguments", help);
            return None;
        }
        let text = path_text(path);
        let name = path.segments.last()?.ident.to_string();
        if let Some(known) = self.steps.iter().find(|known| known.name == name) {
            if known.path != text {
                let message =
                    format!("`{}` and `{text}` are two functions, and both are recorded as `{name}`", known.path);
                self.fault("ambiguous-function", path.span(), message, "give one of them another name");
                return None;
            }
            return Some(name);
        }
        if self.refused_steps.contains(&text) {
            return None;
        }
        let step = if path.segments.len() == 1 && path.leading_colon.is_none() {
            self.step(&text, path.span())?
        } else {
            step::elsewhere(&name, &text)
        };
        self.steps.push(step);
        Some(name)
    }
}

/// The literal of an expression, and whether a minus stands before it.
fn signed(expression: &Expr) -> (Option<&Lit>, bool) {
    match expression {
        Expr::Lit(ExprLit { lit, .. }) => (Some(lit), false),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match bare(&unary.expr) {
            Expr::Lit(ExprLit { lit, .. }) => (Some(lit), true),
            _ => (None, true),
        },
        _ => (None, false),
    }
}

/// A whole number, where an expression is one.
fn number(expression: &Expr) -> Option<Number<'_>> {
    match signed(expression) {
        (Some(Lit::Int(literal)), negative) => Some(Number { literal, negative, span: expression.span() }),
        _ => None,
    }
}
