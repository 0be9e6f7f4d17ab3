//! Statements: chains of calls, made on the builder one by one.

use syn::spanned::Spanned;
use syn::{Block, Expr, ExprClosure, ExprMethodCall, Pat, ReturnType, Stmt};

use super::Interpreter;
use super::methods::{Argument, Bodies, Body, Kind, Method, Receiver};
use super::names;
use super::refusal::{self, path_text};
use super::value::extent;
use crate::diagnostic::{Mark, near};
use crate::dsl::{self, Place};

/// The arguments of a call as far as they could be read, and where they were written.
struct Arguments<'f> {
    values: Vec<Option<Argument<'f>>>,
    places: Vec<(Mark, Vec<Mark>)>,
    complete: bool,
}

impl<'f> Bodies<'f> for Interpreter<'f, '_> {
    fn table_body(&mut self, body: Body<'f>, table: &mut dsl::Table) {
        if let Body::Parsed(closure) = body {
            self.closure(closure, &Receiver::Table(table.clone()), "Table");
        }
    }

    fn migration_body(&mut self, body: Body<'f>, migration: &mut dsl::Migration) {
        if let Body::Parsed(closure) = body {
            self.closure(closure, &Receiver::Migration(migration.clone()), "Migration");
        }
    }
}

impl<'f> Interpreter<'f, '_> {
    /// Reads the statements of a body whose builder is `receiver` and is named `name`.
    ///
    /// The body of a function gives nothing, so that its last statement needs a semicolon where a call gives something.
    pub(super) fn block(&mut self, block: &'f Block, name: Option<String>, receiver: &Receiver, gives_nothing: bool) {
        self.scope.push(name);
        let last = block.stmts.len().wrapping_sub(1);
        for (at, statement) in block.stmts.iter().enumerate() {
            match statement {
                Stmt::Expr(expression, semicolon) if is_call(expression) => {
                    let kind = self.chain(expression, receiver);
                    let value = kind.filter(|kind| *kind != Kind::Nothing);
                    if let Some(kind) = value
                        && semicolon.is_none()
                        && (gives_nothing || at != last)
                    {
                        let message = format!("this gives {} where nothing is expected", kind.describe());
                        self.fault("missing-semicolon", expression.span(), message, "write `;` behind it");
                    }
                }
                other => self.refused_statement(other),
            }
        }
        self.scope.pop();
    }

    fn refused_statement(&mut self, statement: &Stmt) {
        let span = match statement {
            Stmt::Local(statement) => {
                bound_names(&statement.pat, &mut self.refused_names);
                statement.let_token.span
            }
            Stmt::Macro(statement) => statement.mac.path.span(),
            Stmt::Expr(expression, _) => refusal::span(expression),
            Stmt::Item(item) => item.span(),
        };
        self.refuse(span, refusal::statement(statement));
    }

    fn closure(&mut self, closure: &'f ExprClosure, receiver: &Receiver, builder: &str) {
        self.harmless(&closure.attrs);
        let keywords = [
            closure.asyncness.map(|token| (token.span, "async")),
            closure.constness.map(|token| (token.span, "const")),
            closure.lifetimes.as_ref().map(|lifetimes| (lifetimes.for_token.span, "for<..>")),
        ];
        for (span, keyword) in keywords.into_iter().flatten() {
            self.fault("bad-closure", span, format!("this closure cannot be `{keyword}`"), "write `|t| { .. }`");
        }
        if let ReturnType::Type(arrow, _) = &closure.output {
            self.fault("bad-closure", arrow.span(), "a type here means nothing", "leave it out");
        }
        let inputs: Vec<&Pat> = closure.inputs.iter().collect();
        let [parameter] = inputs[..] else {
            let span = inputs.get(1).map_or(closure.inputs_begin.span, |extra| extra.span());
            let given = if inputs.is_empty() { "none is".to_owned() } else { format!("{} are", inputs.len()) };
            let message = format!("this closure takes one parameter, the builder; {given} given");
            return self.fault("bad-closure", span, message, "write `|t| { .. }`");
        };
        let name = match parameter {
            Pat::Type(typed) => {
                self.builder_type(&typed.ty, builder);
                self.parameter_name(&typed.pat)
            }
            pattern => self.parameter_name(pattern),
        };
        let Some(name) = name else { return };
        match &*closure.body {
            Expr::Block(body) if body.label.is_none() => {
                self.harmless(&body.attrs);
                self.block(&body.block, name, receiver, false);
            }
            body => {
                self.scope.push(name);
                self.chain(body, receiver);
                self.scope.pop();
            }
        }
    }

    /// Makes the calls of `t.string("email", 255).unique()`; gives what the last one gives, where all could be read.
    fn chain(&mut self, expression: &'f Expr, receiver: &Receiver) -> Option<Kind> {
        let mut links = Vec::new();
        let mut root = expression;
        loop {
            root = match root {
                Expr::MethodCall(link) => {
                    links.push(link);
                    &link.receiver
                }
                Expr::Paren(inner) => &inner.expr,
                Expr::Group(inner) => &inner.expr,
                _ => break,
            };
        }
        if links.is_empty() {
            self.refuse(refusal::span(root), refusal::call(root));
            return None;
        }
        self.root(root)?;
        let mut receiver = Some(receiver.clone());
        let mut kind = receiver.as_ref().map_or(Kind::Nothing, Receiver::kind);
        let errors_before = self.faults;
        for link in links.into_iter().rev() {
            (kind, receiver) = self.link(link, kind, receiver)?;
        }
        (self.faults == errors_before).then_some(kind)
    }

    /// Checks that a chain begins at the builder of the body that it stands in.
    fn root(&mut self, root: &Expr) -> Option<()> {
        let Expr::Path(path) = root else {
            self.refuse(refusal::span(root), refusal::call(root));
            return None;
        };
        self.harmless(&path.attrs);
        let name = path_text(&path.path);
        let inner = self.scope.last().cloned().flatten();
        if inner.as_deref() == Some(name.as_str()) {
            return Some(());
        }
        if self.is_refused_name(root) {
            self.faults += 1;
            return None;
        }
        let calls_on = inner.map_or("this body has a builder without a name".to_owned(), |inner| {
            format!("the calls of this body are made on `{inner}`")
        });
        if self.scope.iter().flatten().any(|outer| *outer == name) {
            let message = format!("`{name}` cannot be called inside of a body that declares something else");
            self.fault("outer-builder", path.span(), message, format!("{calls_on}; call `{name}` before or after"));
        } else {
            self.fault("unknown-builder", path.span(), format!("`{name}` is not known here"), calls_on);
        }
        None
    }

    /// Makes one call of a chain. Without a receiver, because a call before it could not be made, the call is only
    /// checked.
    fn link(
        &mut self,
        link: &'f ExprMethodCall,
        kind: Kind,
        receiver: Option<Receiver>,
    ) -> Option<(Kind, Option<Receiver>)> {
        self.harmless(&link.attrs);
        let name = link.method.to_string();
        let Some(method) = Method::find(kind, &name) else {
            self.unknown_method(link, kind);
            return None;
        };
        if let Some(turbofish) = &link.turbofish {
            let message = format!("`{name}` takes no types");
            self.fault("refused", turbofish.span(), message, "remove `::<..>`");
        }
        let call = self.mark(link.method.span());
        let arguments = self.arguments(method, link);
        let values: Option<Vec<Argument<'f>>> = arguments.values.iter().cloned().collect();
        let next = match (receiver, values) {
            (Some(mut receiver), Some(values)) if arguments.complete => {
                receiver.at(Place { call, arguments: arguments.places });
                let errors_before = self.faults;
                let next = method.call(receiver, values, self);
                if self.faults > errors_before {
                    self.broken_calls.push(call);
                }
                next
            }
            _ => {
                self.bodies_alone(arguments.values);
                None
            }
        };
        Some((method.returns, next))
    }

    /// Reads the bodies of a call that cannot be made, for what is wrong in them.
    fn bodies_alone(&mut self, arguments: Vec<Option<Argument<'f>>>) {
        let mut scratch = dsl::Migration::new();
        for argument in arguments.into_iter().flatten() {
            match argument {
                Argument::TableBody(body) => drop(scratch.create_table("", |t| self.table_body(body, t))),
                Argument::MigrationBody(body) => self.migration_body(body, &mut scratch),
                _ => {}
            }
        }
    }

    fn arguments(&mut self, method: &Method, link: &'f ExprMethodCall) -> Arguments<'f> {
        let (expected, given) = (method.parameters.len(), link.args.len());
        let complete = expected == given;
        let errors_before = self.faults;
        let mut arguments = Arguments { values: Vec::new(), places: Vec::new(), complete };
        for ((_, parameter), expression) in method.parameters.iter().zip(&link.args) {
            let mut items = Vec::new();
            arguments.values.push(self.argument(*parameter, expression, &mut items));
            arguments.places.push((self.mark(extent(expression)), items));
        }
        // Where a comma is missing, the argument that it would have ended is at fault already.
        if !complete && (given > expected || self.faults == errors_before) {
            let span = link.args.iter().nth(expected).map_or(link.method.span(), |extra| extra.span());
            let count = |count| match count {
                0 => "no argument".to_owned(),
                1 => "one argument".to_owned(),
                _ => format!("{count} arguments"),
            };
            let message = format!(
                "`{}` takes {}; {} given here",
                method.name,
                count(expected),
                match given {
                    0 => "none is".to_owned(),
                    1 => "one is".to_owned(),
                    _ => format!("{given} are"),
                }
            );
            self.fault("argument-count", span, message, format!("write `{}`", method.signature()));
        }
        arguments
    }

    fn unknown_method(&mut self, link: &ExprMethodCall, kind: Kind) {
        let name = link.method.to_string();
        let span = link.method.span();
        let owners: Vec<&str> = Method::owners(&name).map(Kind::describe).collect();
        if kind == Kind::Nothing {
            let help = match self.scope.last().cloned().flatten() {
                Some(builder) if !owners.is_empty() => {
                    format!("begin a statement of its own at `{builder}`, or remove it")
                }
                _ => "remove it".to_owned(),
            };
            let message = format!("the call before gives nothing that has a method `{name}`");
            return self.fault("unknown-method", span, message, help);
        }
        let near = near(&name, Method::of(kind).map(|method| method.name));
        let help = match (names::answer(kind, &name), near) {
            (Some(answer), _) => answer,
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) if !owners.is_empty() => format!("it is a method of {}", owners.join(", of ")),
            (None, None) => {
                let names: Vec<&str> = Method::of(kind).map(|method| method.name).collect();
                format!("its methods are `{}`", names.join("`, `"))
            }
        };
        self.fault("unknown-method", span, format!("{} has no method `{name}`", kind.describe()), help);
    }
}

/// The names that a pattern binds.
fn bound_names(pattern: &Pat, names: &mut Vec<String>) {
    match pattern {
        Pat::Ident(name) => names.push(name.ident.to_string()),
        Pat::Type(typed) => bound_names(&typed.pat, names),
        Pat::Tuple(tuple) => tuple.elems.iter().for_each(|pattern| bound_names(pattern, names)),
        _ => {}
    }
}

/// Whether an expression is a chain of calls, or could be one.
fn is_call(expression: &Expr) -> bool {
    match expression {
        Expr::MethodCall(_) => true,
        Expr::Paren(inner) => is_call(&inner.expr),
        Expr::Group(inner) => is_call(&inner.expr),
        _ => false,
    }
}
