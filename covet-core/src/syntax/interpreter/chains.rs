//! Parses the usual migration sooner than syn does, into the same tree.
//!
//! The body of nearly every migration is chains of calls on names, with literals, lists and closures as arguments. For
//! an expression syn looks for all that Rust has, which takes an unoptimised macro most of its time. So bodies of that
//! form are parsed here, and syn gets the file without them. A file with anything else in its way is all syn's, and so
//! is whatever is wrong.

use proc_macro2::{Delimiter, Group, Ident, LineColumn, Punct, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::{
    Block, Expr, ExprArray, ExprBlock, ExprClosure, ExprLit, ExprMethodCall, ExprPath, File, Item, Lit, LitBool, Pat,
    PatIdent, ReturnType, Stmt, Token, token,
};

/// As `syn::parse2` reads a file.
///
/// # Errors
/// Where the file is not Rust.
pub(super) fn parse(tokens: TokenStream) -> syn::Result<File> {
    let (outline, bodies) = outline(tokens.clone());
    let read = if bodies.is_empty() { None } else { syn::parse2(outline).ok() };
    match read.and_then(|file| filled(file, bodies)) {
        Some(file) => Ok(file),
        None => syn::parse2(tokens),
    }
}

/// The statements of a function, and where its name stands.
type Body = (LineColumn, Vec<Stmt>);

/// A file without the bodies that could be read, and these.
fn outline(tokens: TokenStream) -> (TokenStream, Vec<Body>) {
    let (mut outline, mut bodies) = (Vec::new(), Vec::new());
    for token in tokens {
        let body = match (&outline[..], &token) {
            ([.., TokenTree::Ident(keyword), TokenTree::Ident(name), TokenTree::Group(_)], TokenTree::Group(body))
                if keyword == "fn" && body.delimiter() == Delimiter::Brace =>
            {
                statements(body.stream()).map(|statements| (name.span().start(), statements, emptied(body)))
            }
            _ => None,
        };
        match body {
            Some((place, statements, empty)) => {
                bodies.push((place, statements));
                outline.push(TokenTree::Group(empty));
            }
            None => outline.push(token),
        }
    }
    (outline.into_iter().collect(), bodies)
}

fn emptied(body: &Group) -> Group {
    let mut empty = Group::new(body.delimiter(), TokenStream::new());
    empty.set_span(body.span());
    empty
}

/// A file with the bodies in their places; nothing where one has none.
fn filled(mut file: File, bodies: Vec<Body>) -> Option<File> {
    let mut items = file.items.iter_mut();
    for (place, statements) in bodies {
        let function = items.find_map(|item| match item {
            Item::Fn(function) if function.sig.ident.span().start() == place => Some(function),
            _ => None,
        });
        function?.block.stmts = statements;
    }
    Some(file)
}

fn statements(tokens: TokenStream) -> Option<Vec<Stmt>> {
    let mut tokens = tokens.into_iter();
    let mut statements = Vec::new();
    while let Some(first) = tokens.next() {
        let (call, end) = chain(first, &mut tokens)?;
        let is_last = end.is_none();
        let semicolon = match end {
            Some(end) => Some(Token![;](punct(&end, ';')?.span())),
            None => None,
        };
        statements.push(Stmt::Expr(call, semicolon));
        if is_last {
            break;
        }
    }
    Some(statements)
}

/// A chain of calls on a name, and the token behind it.
fn chain(first: TokenTree, tokens: &mut impl Iterator<Item = TokenTree>) -> Option<(Expr, Option<TokenTree>)> {
    let mut chain = path(name(first)?);
    let mut next = tokens.next();
    while let Some(dot) = next.as_ref().and_then(|token| punct(token, '.')) {
        let dot_token = Token![.](dot.span());
        let method = name(tokens.next()?)?;
        let TokenTree::Group(arguments) = tokens.next()? else { return None };
        if arguments.delimiter() != Delimiter::Parenthesis {
            return None;
        }
        chain = Expr::MethodCall(ExprMethodCall {
            attrs: Vec::new(),
            receiver: Box::new(chain),
            dot_token,
            method,
            turbofish: None,
            paren_token: token::Paren { span: arguments.delim_span() },
            args: list(arguments.stream())?,
        });
        next = tokens.next();
    }
    Some((chain, next))
}

/// Expressions with commas between.
fn list(tokens: TokenStream) -> Option<Punctuated<Expr, Token![,]>> {
    let mut tokens = tokens.into_iter();
    let mut list = Punctuated::new();
    while let Some(first) = tokens.next() {
        let (value, end) = argument(first, &mut tokens)?;
        list.push_value(value);
        let Some(end) = end else { break };
        list.push_punct(Token![,](punct(&end, ',')?.span()));
    }
    Some(list)
}

/// A literal, a name, a list or a closure, and the token behind it.
fn argument(first: TokenTree, tokens: &mut impl Iterator<Item = TokenTree>) -> Option<(Expr, Option<TokenTree>)> {
    let value = match first {
        TokenTree::Literal(literal) => Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::new(literal) }),
        TokenTree::Ident(word) if word == "true" || word == "false" => {
            let lit = Lit::Bool(LitBool { value: word == "true", span: word.span() });
            Expr::Lit(ExprLit { attrs: Vec::new(), lit })
        }
        TokenTree::Ident(_) => path(name(first)?),
        TokenTree::Group(items) if items.delimiter() == Delimiter::Bracket => Expr::Array(ExprArray {
            attrs: Vec::new(),
            bracket_token: token::Bracket { span: items.delim_span() },
            elems: list(items.stream())?,
        }),
        TokenTree::Punct(bar) if bar.as_char() == '|' => return closure(&bar, tokens),
        _ => return None,
    };
    Some((value, tokens.next()))
}

/// A closure of one parameter, after its first bar, and the token behind it.
fn closure(bar: &Punct, tokens: &mut impl Iterator<Item = TokenTree>) -> Option<(Expr, Option<TokenTree>)> {
    let ident = name(tokens.next()?)?;
    let parameter = Pat::Ident(PatIdent { attrs: Vec::new(), by_ref: None, mutability: None, ident, subpat: None });
    let inputs_end = Token![|](punct(&tokens.next()?, '|')?.span());
    let (body, end) = match tokens.next()? {
        TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
            let brace_token = token::Brace { span: body.delim_span() };
            let block = Block { brace_token, stmts: statements(body.stream())? };
            (Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block }), tokens.next())
        }
        first => chain(first, tokens)?,
    };
    let closure = Expr::Closure(ExprClosure {
        attrs: Vec::new(),
        lifetimes: None,
        modifiers: Default::default(),
        constness: None,
        asyncness: None,
        capture: None,
        inputs_begin: Token![|](bar.span()),
        inputs: [parameter].into_iter().collect(),
        inputs_end,
        output: ReturnType::Default,
        body: Box::new(body),
    });
    Some((closure, end))
}

fn path(name: Ident) -> Expr {
    Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path: name.into() })
}

/// A token, where it is that character.
fn punct(token: &TokenTree, char: char) -> Option<&Punct> {
    match token {
        TokenTree::Punct(punct) if punct.as_char() == char => Some(punct),
        _ => None,
    }
}

/// A token, where it is a name.
fn name(token: TokenTree) -> Option<Ident> {
    match token {
        TokenTree::Ident(name) if !is_keyword(&name.to_string()) => Some(name),
        _ => None,
    }
}

/// Words that are no names in some edition, and raw names, which are rare.
#[rustfmt::skip]
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "_" | "abstract" | "as" | "async" | "await" | "become" | "box" | "break" | "const" | "continue" | "crate"
        | "do" | "dyn" | "else" | "enum" | "extern" | "false" | "final" | "fn" | "for" | "gen" | "if" | "impl" | "in"
        | "let" | "loop" | "macro" | "match" | "mod" | "move" | "mut" | "override" | "priv" | "pub" | "ref" | "return"
        | "Self" | "self" | "static" | "struct" | "super" | "trait" | "true" | "try" | "type" | "typeof" | "unsafe"
        | "unsized" | "use" | "virtual" | "where" | "while" | "yield"
    ) || word.starts_with("r#")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::fallback::with_fallback;
    use quote::ToTokens;
    use std::str::FromStr;

    /// Every token of a tree, with where it begins and ends.
    fn tokens(tokens: TokenStream, all: &mut Vec<String>) {
        for token in tokens {
            if let TokenTree::Group(group) = token {
                let (open, close) = (group.span_open(), group.span_close());
                all.push(format!("{:?} {:?} {:?}", group.delimiter(), open.start(), close.end()));
                self::tokens(group.stream(), all);
            } else {
                all.push(format!("{token} {:?} {:?}", token.span().start(), token.span().end()));
            }
        }
    }

    /// Asserts that a file is read as syn reads it; gives how many of its bodies were read here.
    fn read(text: &str) -> usize {
        with_fallback(|| {
            let Ok(stream) = TokenStream::from_str(text) else { return 0 };
            let (ours, theirs) = (parse(stream.clone()), syn::parse2::<File>(stream.clone()));
            let shown = |file: &syn::Result<File>| match file {
                Ok(file) => {
                    let mut all = Vec::new();
                    tokens(file.to_token_stream(), &mut all);
                    all.join("\n")
                }
                Err(error) => format!("{error} {:?}", error.span().start()),
            };
            assert_eq!(shown(&ours), shown(&theirs), "{text}");
            assert!(ours.ok() == theirs.ok(), "{text}");
            outline(stream).1.len()
        })
        .unwrap()
    }

    fn up(body: &str) -> String {
        format!("//! Docs.\nuse covet::dsl::*;\n#[migration]\nfn up(m: &mut Migration) {{ {body} }}\n")
    }

    #[test]
    fn the_usual_is_read_here_and_as_syn_reads_it() {
        for body in [
            "",
            "m.drop_table(\"t\")",
            "m.create_table(\"t\", |t| { t.id(); t.string(\"a\", 1_0u32,).default(true).check(r#\"x\"#); });",
            "m.add_column(\"t\", |t| t.float(\"f\").default(0.5)); m.create_index(\"t\", [\"a\", \"b\",]).unique();",
            "m.create_table(\"t\", |t| {}); m.run(fill); m.f([], Cascade, [[1], [b'x', c\"y\"]])",
            "m;",
        ] {
            assert_eq!(read(&up(body)), 1, "{body}");
        }
        assert_eq!(read(&(up("m.a();") + "async fn step() { 1 + 1 } fn down(m: &mut Migration) { m.b() }")), 2);
    }

    #[test]
    fn the_rest_is_left_to_syn() {
        for body in [
            "m.a() m.b()",
            "m.a();;",
            "m.a()?;",
            "m.a::<T>();",
            "m.a(-1);",
            "m.a(&[1]);",
            "m.a(|| x);",
            "m.a(x::y);",
            "m.a(|t: &mut Table| t.id());",
            "m.a(|t| { t.id(); }.b());",
            "m.a(,);",
            "m.a(1; 2);",
            "let x = 1;",
            "m..a();",
            "m.a((1));",
            "m.await.b();",
            "self.a();",
            "m.r#fn();",
            "m.a(move |t| t.id());",
            "m.0.a();",
            "m.a(1.b());",
            "#[x] m.a();",
            "#![x]",
            "m.a[1];",
            "m.a(b!());",
            "m.a(\"x\"suffix.b());",
            "m.a({});",
            "if m.a() {}",
            "m.a(|_| {});",
        ] {
            assert_eq!(read(&up(body)), 0, "{body}");
        }
        for text in
            ["fn up(m: M) { m.a() } }", "fn up() -> u8 { m.a() }", "fn fn() { m.a() }", "const C: fn(u8) { m.a() }"]
        {
            read(text);
        }
    }

    #[test]
    fn whatever_is_cut_out_of_a_migration_it_is_read_as_syn_reads_it() {
        let text = up("m.create_table(\"t\", |t| { t.id().a(1, [x]); }); m.f();") + "fn down(m: M) { m.g(true) }";
        for from in 0..text.len() {
            for length in [1, 2, 5, 17] {
                let mut text = text.clone();
                text.replace_range(from..(from + length).min(text.len()), "");
                read(&text);
            }
        }
    }
}
