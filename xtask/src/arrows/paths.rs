//! Reads the paths that a Rust file mentions, from its tokens.
//!
//! Tokens and not lines: a path in a comment or a string is none, a path in a macro call is one, and an import with
//! braces over several lines is several. Tokens and not a syntax tree: a tree does not look into macro calls.

use std::iter::once;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A path of two segments or more, and where it stands.
#[derive(Debug, PartialEq)]
pub struct Mention {
    /// Its segments; `*` for a glob. Those of the file's own modules are resolved to begin with `crate`.
    pub segments: Vec<String>,
    /// Its line, from 1.
    pub line: usize,
}

/// All paths in a file of the module `module` (empty for the crate's root), but for those under `#[cfg(test)]`.
///
/// # Errors
/// When the file is not a sequence of Rust tokens.
pub fn read(source: &str, module: &[String]) -> Result<Vec<Mention>> {
    let tokens: TokenStream = source.parse().map_err(|error| anyhow!("failed to read the tokens: {error}"))?;
    let mut reader = Reader { module: module.to_vec(), found: Vec::new() };
    reader.tokens(tokens);
    Ok(reader.found)
}

struct Reader {
    module: Vec<String>,
    found: Vec<Mention>,
}

impl Reader {
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut rest = &tokens[..];
        while let Some(first) = rest.first() {
            rest = match rest {
                [hash, bang, TokenTree::Group(attribute), ..]
                    if is(hash, '#') && is(bang, '!') && is_cfg_test(attribute) =>
                {
                    return;
                }
                [hash, TokenTree::Group(attribute), after @ ..] if is(hash, '#') && is_cfg_test(attribute) => {
                    after_item(after)
                }
                [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(body), after @ ..]
                    if word == "mod" && body.delimiter() == Delimiter::Brace =>
                {
                    self.module.push(name.to_string());
                    self.tokens(body.stream());
                    self.module.pop();
                    after
                }
                [TokenTree::Ident(_), ..] => self.path(rest, &[]),
                _ => {
                    if let TokenTree::Group(group) = first {
                        self.tokens(group.stream());
                    }
                    &rest[1..]
                }
            };
        }
    }

    /// Reads a path, or a part of an import after `prefix`, and returns what follows it.
    fn path<'a>(&mut self, tokens: &'a [TokenTree], prefix: &[String]) -> &'a [TokenTree] {
        let line = tokens[0].span().start().line;
        let mut segments: Vec<_> = prefix.iter().cloned().chain(once(tokens[0].to_string())).collect();
        let mut rest = &tokens[1..];
        while let [one, two, next, after @ ..] = rest {
            if !(is(one, ':') && is(two, ':')) {
                break;
            }
            match next {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    self.branches(group, &segments);
                    return after;
                }
                TokenTree::Ident(name) => segments.push(name.to_string()),
                star if is(star, '*') => segments.push("*".into()),
                _ => break,
            }
            rest = after;
        }
        if let [TokenTree::Ident(word), _, after @ ..] = rest
            && word == "as"
        {
            rest = after;
        }
        if segments.len() > 1 {
            let segments = self.resolve(segments);
            self.found.push(Mention { segments, line });
        }
        rest
    }

    fn branches(&mut self, group: &Group, prefix: &[String]) {
        let tokens: Vec<_> = group.stream().into_iter().collect();
        let mut rest = &tokens[..];
        while let Some(first) = rest.first() {
            let begins_path = matches!(first, TokenTree::Ident(_)) || is(first, '*');
            rest = if begins_path { self.path(rest, prefix) } else { &rest[1..] };
        }
    }

    /// Rewrites `self::` and `super::` from the module of this place to `crate::`.
    fn resolve(&self, segments: Vec<String>) -> Vec<String> {
        let ups = segments.iter().take_while(|segment| *segment == "super").count();
        let is_self = segments[0] == "self";
        if ups == 0 && !is_self {
            return segments;
        }
        let kept = self.module.len().saturating_sub(ups);
        let base = once("crate".to_owned()).chain(self.module[..kept].iter().cloned());
        base.chain(segments.into_iter().skip(ups.max(usize::from(is_self)))).collect()
    }
}

fn is(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_cfg_test(attribute: &Group) -> bool {
    let text: String = attribute.stream().to_string().split_whitespace().collect();
    text == "cfg(test)"
}

/// What follows an item: it ends with its first body in braces, or its semicolon.
fn after_item(tokens: &[TokenTree]) -> &[TokenTree] {
    let is_end = |token: &TokenTree| {
        is(token, ';') || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
    };
    let end = tokens.iter().position(is_end).map_or(tokens.len(), |end| end + 1);
    &tokens[end..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(source: &str, module: &[&str]) -> Vec<String> {
        let module: Vec<_> = module.iter().map(|&segment| segment.to_owned()).collect();
        let found = read(source, &module).unwrap();
        found.iter().map(|mention| format!("{} {}", mention.line, mention.segments.join("::"))).collect()
    }

    #[test]
    fn imports_expand_and_keep_their_lines() {
        let source =
            "use crate::{\n    ident::Ident,\n    schema::{self, Table as T},\n    plan::*,\n};\nuse std::time;";
        let expected = [
            "2 crate::ident::Ident",
            "3 crate::schema::self",
            "3 crate::schema::Table",
            "4 crate::plan::*",
            "6 std::time",
        ];
        assert_eq!(paths(source, &["sql"]), expected);
    }

    #[test]
    fn paths_are_found_in_code_and_macro_calls_but_not_in_comments_and_strings() {
        let source = "/// crate::plan::A\nfn f() -> u8 {\n    // crate::plan::B\n    let x = \"crate::plan::C\";\n    \
                      assert!(matches!(x, crate::sql::D));\n    std::env::var(x)\n}";
        assert_eq!(paths(source, &[]), ["5 crate::sql::D", "6 std::env::var"]);
    }

    #[test]
    fn super_and_self_are_resolved() {
        assert_eq!(paths("use super::plan::Step;", &["sql"]), ["1 crate::plan::Step"]);
        assert_eq!(paths("use super::super::plan::Step;", &["sql", "mysql"]), ["1 crate::plan::Step"]);
        assert_eq!(paths("use self::ddl::Text;", &["sql"]), ["1 crate::sql::ddl::Text"]);
        assert_eq!(paths("mod inner { use super::super::plan::Step; }", &["sql"]), ["1 crate::plan::Step"]);
    }

    #[test]
    fn test_code_is_left_out() {
        let source = "#[cfg(test)]\nuse crate::plan::A;\nuse crate::ident::B;\n#[cfg(test)]\n#[allow(unused)]\n\
                      mod tests {\n    use crate::syntax::C;\n}\nuse crate::ident::D;";
        assert_eq!(paths(source, &[]), ["3 crate::ident::B", "9 crate::ident::D"]);
        assert!(paths("#![cfg(test)]\nuse crate::plan::A;", &[]).is_empty());
    }
}
