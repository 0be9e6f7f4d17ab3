//! `undeclared-use`: the text of an object names a table that it is not said to use.
//!
//! **Why.** What `.uses(..)` does not name may be dropped or renamed under the object: that fails where it runs, or the
//! object fails later. And a table that has to be made anew is made without it.
//!
//! **Safe way.** Name it in `.uses(..)`. What a trigger or a policy stands on need not be named again.
//!
//! **Elsewhere.** Nothing: elsewhere nobody says what a view uses.

use super::{Case, Definition, Finding, Level, Topic};
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::operation::Operation;
use crate::schema::{Object, ObjectKind, Schema};
use crate::sql::lexer::{self, Kind, Token};

pub(super) const RULE: Definition =
    Definition { code: "undeclared-use", topic: Topic::Shape, level: Level::Warn, elsewhere: "", check };

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (id, mark) = match case.operation {
        Operation::CreateObject(create) => (create.object.id(), create.object.create.mark),
        Operation::ReplaceObject(replace) => (replace.id(), replace.create.mark),
        _ => return,
    };
    use ObjectKind as K;
    let Some(object) = case.after.object(&id) else { return };
    if !matches!(object.kind, K::View | K::MaterializedView | K::Trigger | K::Policy) {
        return;
    }
    let unnamed = unnamed(object, case.after);
    if unnamed.is_empty() {
        return;
    }
    let names: Vec<String> = unnamed.iter().map(|name| format!("`{name}`")).collect();
    let all: Vec<String> = object.uses.iter().chain(&unnamed).map(|name| format!("\"{name}\"")).collect();
    let message = format!("the text of {id} names {}, which it is not said to use", names.join(", "));
    let help = format!("write `.uses([{}])`, so that nothing is dropped under it", all.join(", "));
    found.push(Finding::of(message, help).at(mark));
}

/// The tables and views that some text of an object names where tables stand, and that it is not said to need.
fn unnamed(object: &Object, schema: &Schema) -> Vec<TableName> {
    let mut unnamed: Vec<TableName> = Vec::new();
    for dialect in Dialect::ALL {
        let Some(text) = object.created_by(dialect) else { continue };
        for name in tables_in(text, dialect) {
            let known = schema.table(&name).map(|table| &table.name);
            let Some(known) = known.or_else(|| schema.usable_object(&name).map(|object| &object.name)) else {
                continue;
            };
            let is_said = *known == object.name || object.needs().any(|needed| needed == known);
            if !is_said && !unnamed.contains(known) {
                unnamed.push(known.clone());
            }
        }
    }
    unnamed
}

/// Words behind which a table is named.
const BEFORE_A_TABLE: [&str; 5] = ["from", "join", "into", "update", "only"];

/// The names that stand where a query has its tables, but those that it gives to queries of its own.
fn tables_in(text: &str, dialect: Dialect) -> Vec<TableName> {
    let tokens: Vec<Token<'_>> = lexer::tokens(text, dialect).filter(|token| token.kind != Kind::Comment).collect();
    let is_own = |name: &TableName| {
        let is_defined = |pair: &[Token<'_>]| unquoted(&pair[0]) == Some(&*name.name) && pair[1].is_word("as");
        tokens.windows(3).any(|three| is_defined(three) && three[2].is_mark("("))
    };
    let mut names = Vec::new();
    let mut listing = false;
    for at in 0..tokens.len() {
        let opens = BEFORE_A_TABLE.iter().any(|word| tokens[at].is_word(word));
        // `FROM a, b c, d`
        listing = match &tokens[at] {
            token if token.is_word("from") => true,
            token if token.is_mark(",") || token.is_mark(".") || token.is_word("as") => listing,
            token if token.kind == Kind::Mark => false,
            token => listing && !ENDS_A_LIST.iter().any(|word| token.is_word(word)),
        };
        if opens || (listing && tokens[at].is_mark(",")) {
            names.extend(name_at(&tokens[at + 1..]).filter(|name| !is_own(name)));
        }
    }
    names
}

/// Words that stand behind the tables of a query.
const ENDS_A_LIST: [&str; 9] = ["where", "group", "order", "on", "using", "set", "join", "limit", "union"];

fn name_at(tokens: &[Token<'_>]) -> Option<TableName> {
    let first = Ident::from(unquoted(tokens.first()?)?);
    let name = match tokens {
        [_, point, second, ..] if point.is_mark(".") => {
            TableName { schema: Some(first), name: Ident::from(unquoted(second)?) }
        }
        _ => TableName { schema: None, name: first },
    };
    Some(name)
}

/// A name without its quotes; nothing for what is none.
fn unquoted<'a>(token: &Token<'a>) -> Option<&'a str> {
    match token.kind {
        Kind::Word => Some(token.text),
        Kind::Quoted => token.text.get(1..token.text.len().checked_sub(1)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::tests::{fires, found};
    use crate::dsl::{Trigger, View};

    #[test]
    fn it_fires() {
        let said = found(Rule::UndeclaredUse, |m| {
            m.create_object(View, "names")
                .create("CREATE VIEW names AS SELECT * FROM users u, \"posts\"")
                .uses(["users"]);
        });
        assert!(said[0].contains("view `names` names `posts`, which it is not said to use"), "{said:?}");
        assert!(said[0].contains("`.uses([\"users\", \"posts\"])`"), "{said:?}");
        assert!(fires(Rule::UndeclaredUse, |m| {
            m.create_object(View, "names")
                .create("CREATE VIEW names AS SELECT 1 FROM users JOIN posts ON posts.user_id = users.id")
                .uses(["posts"]);
        }));
        assert!(fires(Rule::UndeclaredUse, |m| {
            m.create_object(Trigger, "t")
                .on("posts")
                .sqlite("CREATE TRIGGER t AFTER INSERT ON posts BEGIN UPDATE users SET name = ''; END");
        }));
        assert!(fires(Rule::UndeclaredUse, |m| {
            m.create_object(View, "a").create("CREATE VIEW a AS SELECT 1 FROM users").uses(["users"]);
            m.create_object(View, "b").create("CREATE VIEW b AS SELECT 1 FROM a");
        }));
    }

    #[test]
    fn it_is_silent() {
        for text in [
            "CREATE VIEW names AS SELECT posts, 'FROM posts' FROM users -- FROM posts",
            "CREATE VIEW names AS WITH posts AS (SELECT 1) SELECT 1 FROM posts, users",
            "CREATE VIEW names AS SELECT 1 FROM other.posts",
        ] {
            let fired = fires(Rule::UndeclaredUse, |m| {
                m.create_object(View, "names").create(text).uses(["users"]);
            });
            assert!(!fired, "{text}");
        }
        assert!(!fires(Rule::UndeclaredUse, |m| {
            m.create_object(Trigger, "t")
                .on("posts")
                .sqlite("CREATE TRIGGER t AFTER UPDATE ON posts BEGIN UPDATE posts SET views = 1; END");
        }));
    }
}
