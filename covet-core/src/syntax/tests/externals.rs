//! Foreign keys into tables of other crates.

use super::{Project, found, messages};

const POSTS: &str = "#[migration] fn up(m: &mut Migration) { m.create_table(\"posts\", |t| { t.id(); t.big_integer(\"a\");\n\
                     t.foreign_key([\"a\"], \"users\", [\"id\"]).external(); }); }";
const USERS: &str = "#[migration] fn up(m: &mut Migration) { m.create_table(\"users\", |t| { t.id(); }); }";

#[test]
fn nothing_is_asked_of_a_table_of_another_crate() {
    let more = "#[migration] fn up(m: &mut Migration) { m.drop_foreign_key(\"posts\", \"fk_posts_a\");\n\
                m.add_foreign_key(\"posts\", [\"a\"], \"users\", [\"key\"]).external();\n\
                m.alter_column(\"posts\", |t| t.big_integer(\"a\").nullable()); m.rename_column(\"posts\", \"a\", \"b\"); }";
    let files = [("migrations/order.txt", "1\n2"), ("migrations/1.rs", POSTS), ("migrations/2.rs", more)];
    assert!(!Project::new(&files).load().findings.has_errors());
}

#[test]
fn this_end_of_it_is_judged() {
    let of = |key: &str| {
        let text = POSTS.replace("[\"id\"]).external()", key);
        messages(&Project::new(&[("migrations/order.txt", "1"), ("migrations/1.rs", &text)]).load())
    };
    assert_eq!(
        of("[\"x\", \"y\"]).external()"),
        ["the foreign key joins `a` to `x`, `y` of `users`: the numbers differ"]
    );
    assert_eq!(
        of("[]).external()"),
        ["nothing is known of `users`: the foreign key has to say which columns it refers to; such as `[\"id\"]`"]
    );
    assert!(of("[\"id\"]).on_delete(SetNull).external()")[0].contains("sets `a` to NULL"));
    assert_eq!(
        of("[\"id\"])"),
        ["table `users` does not exist here; where another crate makes it, give its directory in covet.toml, \
             `[apps.<name>]` and `path = \"..\"`, or declare a column and a foreign key that is `.external()`"]
    );
}

#[test]
fn a_table_that_is_known_is_not_external() {
    let in_one = |order: &str| {
        let files = [("migrations/order.txt", order), ("migrations/p.rs", POSTS), ("migrations/u.rs", USERS)];
        Project::new(&files).load()
    };
    let first = in_one("u\np");
    assert_eq!(found(&first), ["not-external p.rs:2:21 \"users\""]);
    let made = "`users` is no table of another crate: `app/u` makes it; remove `.external()`";
    assert_eq!(messages(&first), [made]);
    assert_eq!(messages(&in_one("p\nu")), [format!("{made}, and move the line of `u` up in the order file")]);
    let elsewhere = Project::new(&[
        ("covet.toml", "[apps.u]\npath = 'u'"),
        ("u/order.txt", "1"),
        ("u/1.rs", USERS),
        ("migrations/order.txt", "1"),
        ("migrations/1.rs", POSTS),
    ]);
    let needs = "and write `#[migration(depends_on = [\"u/1\"])]`";
    assert_eq!(
        messages(&elsewhere.load()),
        [format!("`users` is no table of another crate: `u/1` makes it; remove `.external()`, {needs}")]
    );
}

#[test]
fn a_reference_takes_its_type_from_what_is_known() {
    let text = POSTS.replace("t.foreign_key([\"a\"], \"users\", [\"id\"])", "t.references(\"b\", \"users\")");
    let loaded = Project::new(&[("migrations/order.txt", "1"), ("migrations/1.rs", &text)]).load();
    let messages = messages(&loaded);
    assert!(messages.len() == 1 && messages[0].contains("`t.big_integer(\"user_id\")`"), "{messages:?}");
}
