//! No attribute makes a reader panic, and no model a comparison.

use super::super::{Owners, container, differences, field, wanted};
use super::{Text, schema, shown};
use crate::syntax::source::{Source, SourceMap};
use crate::syntax::tests::mutations::Numbers;
use crate::syntax::with_fallback;

/// What stands in attributes beside the words that they know.
const PIECES: [&str; 40] = [
    "id",
    "a",
    "b",
    "gone",
    "name",
    "desc",
    "nulls_last",
    "filter",
    "include",
    "expression",
    "using",
    "postgres",
    "any",
    "type",
    "fn",
    "r#type",
    "_",
    "\"\"",
    "\"users\"",
    "\"users(id)\"",
    "\"a)(b\"",
    "\"x.y.z\"",
    "\"\\0\"",
    "\"decimal\"",
    "\"id\"",
    "\"cascade\"",
    "0",
    "-1",
    "255",
    "99999999999999999999",
    "1.5",
    "1e999",
    "true",
    "'c'",
    "b\"b\"",
    "[\"a\"]",
    "[]",
    "=",
    ",",
    "-",
];

const TYPES: [&str; 14] = [
    "i64",
    "String",
    "Option<String>",
    "Vec<u8>",
    "Decimal",
    "Option<Option<i32>>",
    "Vec<Vec<i64>>",
    "()",
    "[u8; 4]",
    "&'a str",
    "dyn Fn(i64) -> Vec<u8>",
    "<T as U>::V",
    "Json<_>",
    "!",
];

fn words(numbers: &mut Numbers, keys: super::super::attribute::Keys, depth: usize) -> String {
    let mut text = String::new();
    for _ in 0..numbers.below(4) {
        let piece = match numbers.below(6) {
            0..3 => keys[numbers.below(keys.len())].1.to_owned(),
            3 => keys[numbers.below(keys.len())].0.to_owned(),
            4 if depth < 12 => format!("{}({})", PIECES[numbers.below(PIECES.len())], words(numbers, keys, depth + 1)),
            _ => PIECES[numbers.below(PIECES.len())].to_owned(),
        };
        text.push_str(&piece);
        text.push_str([", ", ",", " ", " = "][numbers.below(4).min(numbers.below(4))]);
    }
    text
}

fn structure(numbers: &mut Numbers) -> String {
    let mut text = format!("#[covet({})] struct User {{", words(numbers, container::KEYS, 0));
    for name in ["id", "a", "r#type"] {
        let attribute = ["covet", "sqlx", "covet"][numbers.below(3)];
        let ty = TYPES[numbers.below(TYPES.len())];
        text.push_str(&format!("#[{attribute}({})] {name}: {ty},", words(numbers, field::KEYS, 0)));
    }
    text + "}"
}

#[test]
fn no_tokens_make_it_panic() {
    let before = schema(|m| {
        m.create_table("users", |t| {
            t.id();
            t.text("a").nullable();
            t.string("gone", 9).unique();
        });
    });
    let owners = Owners { apps: vec!["shop".into()], ..Owners::default() };
    let (mut read, mut compared) = (0, 0);
    let mut numbers = Numbers(11);
    with_fallback(|| {
        for _ in 0..4_000 {
            let text = structure(&mut numbers);
            let Ok(item) = syn::parse_str(&text) else { continue };
            read += 1;
            let mut sources = SourceMap::default();
            let file = sources.add_file("model.rs".into(), Source::Rust, text.as_str());
            let mut places = Text { sources, file };
            match super::read(&item, &mut places) {
                Ok(model) => {
                    compared += 1;
                    let found = differences(&model, &before, None);
                    assert_eq!(shown(&found, &places.sources).len(), found.len());
                    let _ = wanted([&model], &before, &owners);
                }
                Err(findings) => assert!(findings.has_errors(), "{text}"),
            }
        }
    })
    .unwrap();
    assert!(read > 1_000 && compared > 20, "{read} of the texts could be parsed, {compared} are models");
}
