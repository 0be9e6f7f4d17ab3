//! An error stands at the very token.

use crate::project::Project;

const SAMPLE: &str = r#"//! Größe, 😀.
use covet::dsl::*;

#[migration(tags = ["expand"])]
fn up(m: &mut Migration) {
    m.create_table("users", |t| {
        t.id();
        /* 😀 */ t.string("größe", 120).unique();
	t.timestamps();
    });
    m.create_index("users", ["größe"]);
}
"#;

/// Breaks the sample in one place, which is then the only one that is shown.
fn breaks(name: &str, whole: &str, broken: &str, token: &str) {
    assert!(SAMPLE.contains(whole), "{whole}");
    let text = SAMPLE.replace(whole, broken);
    let before = &text[..text.find(broken).unwrap() + broken.find(token).unwrap()];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;

    let project = Project::new(name);
    project.write("migrations/order.txt", "0001_users\n");
    // The compiler takes neither for a part of a line.
    project.write("migrations/0001_users.rs", &format!("\u{feff}{}", text.replace('\n', "\r\n")));
    let errors = project.build().errors;
    let [error] = &errors[..] else { panic!("one error is expected, not {errors:#?}") };
    assert_eq!(error.file, "0001_users.rs", "{error:#?}");
    assert_eq!((error.text.as_str(), error.at), (token, (line as u64, column as u64)), "{error:#?}");
}

#[test]
fn a_method_that_does_not_exist() {
    breaks("places_method", "t.string(", "t.strng(", "strng");
}

#[test]
fn a_column_that_does_not_exist() {
    breaks("places_column", "[\"größe\"]", "[\"grösse\"]", "\"grösse\"");
}

#[test]
fn an_argument_of_another_type() {
    breaks("places_argument", "\"größe\", 120", "\"größe\", true", "true");
}

#[test]
fn an_argument_of_the_attribute() {
    breaks("places_attribute", "tags =", "tag =", "tag");
}

#[test]
fn a_statement_that_is_not_interpreted() {
    breaks("places_statement", "\tt.timestamps();", "\tlet x = 1;", "let");
}
