//! What a migration may not say, and why: one line for each kind of expression and statement.

use syn::spanned::Spanned;
use syn::{BinOp, Expr, ExprBinary, Stmt};

/// What stands there, why it cannot, and what to write instead.
pub(super) struct Refusal {
    pub(super) what: String,
    pub(super) help: String,
}

fn refusal(what: impl Into<String>, help: impl Into<String>) -> Refusal {
    Refusal { what: what.into(), help: help.into() }
}

const IN_FULL: &str = "write every call out: what a migration does must not depend on anything";
const ROWS: &str = "to compute with rows, use an `async fn` and `m.run(..)`";

/// Why an expression cannot stand where a value is expected.
pub(super) fn value(expression: &Expr) -> Refusal {
    let literal = "write the value itself";
    match expression {
        Expr::Path(path) if path.path.is_ident("None") => {
            refusal("`None` is no value of a migration", "leave this call out: a column without a default has none")
        }
        Expr::Path(path) => {
            let name = path_text(&path.path);
            refusal(format!("`{name}` is a name, and a migration does not change when a constant does"), literal)
        }
        Expr::Macro(expression) => {
            let name = path_text(&expression.mac.path);
            let help = match name.as_str() {
                "vec" => "write a list: `[\"a\", \"b\"]`",
                "include_str" => "the text of a file can be SQL only; write this one out",
                _ => "write the resulting text",
            };
            refusal(format!("`{name}!` would have to be run, and a migration is read"), help)
        }
        Expr::MethodCall(call) => {
            let help = match call.method.to_string().as_str() {
                "to_string" | "to_owned" | "into" | "clone" | "as_str" | "to_vec" => {
                    format!("leave out `.{}()`", call.method)
                }
                _ => literal.to_owned(),
            };
            refusal(format!("`.{}()` would have to be run, and a migration is read", call.method), help)
        }
        Expr::Call(call) => refusal(format!("{} would have to be run, and a migration is read", callee(call)), literal),
        Expr::Cast(_) => {
            refusal("a cast is computed, and a migration is read", "write the number, with a suffix if need be: `5u32`")
        }
        Expr::Binary(binary) if matches!(leftmost(binary).op, BinOp::BitOr(_)) => {
            refusal("a comma is missing before this `|`", "write `, |t| { .. }`")
        }
        Expr::Binary(_) | Expr::Unary(_) => refusal("this is computed, and a migration is read", "write the result"),
        Expr::Tuple(_) => refusal("a tuple is no value of a migration", "write a list: `[\"a\", \"b\"]`"),
        Expr::Repeat(_) => refusal("a repeated list is computed, and a migration is read", "write each item"),
        Expr::Closure(_) => refusal("there is no value in a closure", literal),
        Expr::Reference(_) => refusal("nothing is borrowed in a migration", "leave out the `&`"),
        other => statement_kind(other)
            .unwrap_or_else(|| refusal("this would have to be run, and a migration is read", literal)),
    }
}

/// Why a statement cannot stand in a migration.
pub(super) fn statement(statement: &Stmt) -> Refusal {
    match statement {
        Stmt::Local(_) => refusal(
            "`let` makes a value with a name, and a migration holds none",
            "write the value where it is used, or chain the calls",
        ),
        Stmt::Item(_) => refusal(
            "an item cannot stand inside of a migration",
            "put it beside `up`, for an `async fn` that `m.run(..)` names",
        ),
        Stmt::Macro(statement) => macro_call(&path_text(&statement.mac.path)),
        Stmt::Expr(expression, _) => call(expression),
    }
}

/// Why an expression cannot stand where a call of a builder is expected.
pub(super) fn call(expression: &Expr) -> Refusal {
    match expression {
        Expr::Macro(expression) => macro_call(&path_text(&expression.mac.path)),
        Expr::Call(call) if callee(call) == "`Ok(..)`" => refusal("`up` and `down` return nothing", "remove this"),
        Expr::Call(call) => refusal(
            format!("{} is a helper, and a migration does not change when a helper does", callee(call)),
            "write out the calls that it makes",
        ),
        Expr::Path(_) | Expr::Lit(_) => refusal("this does nothing", "remove it"),
        Expr::Closure(_) => refusal("this closure is never called", "remove it"),
        Expr::Assign(_) | Expr::Binary(_) => refusal("this is computed, and a migration is read", IN_FULL),
        Expr::Block(_) => refusal("a block of its own means nothing here", "remove the braces"),
        Expr::Field(_) | Expr::Index(_) => refusal("a field cannot be reached into", "call the methods of the builder"),
        other => statement_kind(other).unwrap_or_else(|| refusal("only calls of the builder can stand here", IN_FULL)),
    }
}

fn macro_call(name: &str) -> Refusal {
    refusal(format!("`{name}!` would have to be run, and a migration is read"), IN_FULL)
}

/// The kinds that make no sense as values or as calls.
fn statement_kind(expression: &Expr) -> Option<Refusal> {
    let (what, help) = match expression {
        Expr::If(_) => ("`if` decides when it runs, and a migration always does the same", IN_FULL),
        Expr::Match(_) => ("`match` decides when it runs, and a migration always does the same", IN_FULL),
        Expr::ForLoop(_) => ("`for` would have to be run, and a migration is read", IN_FULL),
        Expr::While(_) => ("`while` would have to be run, and a migration is read", IN_FULL),
        Expr::Loop(_) => ("`loop` would have to be run, and a migration is read", IN_FULL),
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => {
            ("nothing can be left early: a migration always does the same", "remove it")
        }
        Expr::Try(_) => ("`?` has nothing to pass on: the calls of a migration give no `Result`", "remove the `?`"),
        Expr::Await(_) => ("`.await` has nothing to wait for: a migration is read, not run", ROWS),
        Expr::Async(_) => ("an `async` block would have to be run, and a migration is read", ROWS),
        Expr::Unsafe(_) => ("there is nothing unsafe in a migration", "remove `unsafe`"),
        _ => return None,
    };
    Some(refusal(what, help))
}

fn callee(call: &syn::ExprCall) -> String {
    match &*call.func {
        Expr::Path(path) => format!("`{}(..)`", path_text(&path.path)),
        _ => "this call".to_owned(),
    }
}

/// The first operation of a row of them: that of `a | b` in `a | b | c`.
fn leftmost(mut binary: &ExprBinary) -> &ExprBinary {
    while let Expr::Binary(left) = &*binary.left {
        binary = left;
    }
    binary
}

/// An expression without the brackets around it.
pub(super) fn bare(mut expression: &Expr) -> &Expr {
    loop {
        expression = match expression {
            Expr::Paren(inner) => &inner.expr,
            Expr::Group(inner) => &inner.expr,
            other => return other,
        }
    }
}

/// The part of a refused value that is at fault: in `&format!(..)` it is not the `&`.
pub(super) fn culprit(mut expression: &Expr) -> &Expr {
    while let Expr::Reference(reference) = expression {
        match bare(&reference.expr) {
            Expr::Lit(_) | Expr::Array(_) => break,
            inner => expression = inner,
        }
    }
    expression
}

/// A path as it is written, without generic arguments: `covet::dsl::Cascade`.
pub(super) fn path_text(path: &syn::Path) -> String {
    let leading = if path.leading_colon.is_some() { "::" } else { "" };
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    format!("{leading}{}", segments.join("::"))
}

/// The token that a refused expression is marked at: its name where it has one, else all of it.
pub(super) fn span(expression: &Expr) -> proc_macro2::Span {
    match expression {
        Expr::MethodCall(call) => call.method.span(),
        Expr::Cast(cast) => cast.as_token.span,
        Expr::Binary(binary) if matches!(leftmost(binary).op, BinOp::BitOr(_)) => leftmost(binary).op.span(),
        Expr::If(e) => e.if_token.span,
        Expr::Match(e) => e.match_token.span,
        Expr::ForLoop(e) => e.for_token.span,
        Expr::While(e) => e.while_token.span,
        Expr::Loop(e) => e.loop_token.span,
        Expr::Unsafe(e) => e.unsafe_token.span,
        Expr::Async(e) => e.async_token.span,
        Expr::Await(e) => e.await_token.span,
        Expr::Try(e) => e.question_token.span(),
        Expr::Call(call) => call.func.span(),
        Expr::Macro(e) => e.mac.path.span(),
        other => other.span(),
    }
}
