//! What is squashed makes the same schema, in as few operations as can be, and never does otherwise to rows.

use super::*;
use crate::dsl::{Migration as Builder, ObjectKind};
use crate::migration::{Dependency, WrittenDown};

type Body = fn(&mut Builder);

/// The migrations of apps, in the order in which they run: `a/1`, and what each does.
struct History(Vec<Migration>);

impl History {
    fn of(migrations: &[(&str, Body)]) -> Self {
        let migration = |(id, body): &(&str, Body)| {
            let mut m = Builder::new();
            body(&mut m);
            let (up, findings) = m.finish();
            assert!(findings.is_empty(), "{findings:?}");
            Migration {
                id: id.parse().unwrap(),
                mark: Mark::NOWHERE,
                attributes: Attributes::default(),
                up,
                down: None,
            }
        };
        History(migrations.iter().map(migration).collect())
    }

    fn with(mut self, id: &str, change: impl FnOnce(&mut Attributes)) -> Self {
        let one = self.0.iter_mut().find(|one| one.id.to_string() == id).unwrap();
        change(&mut one.attributes);
        self
    }

    fn squash(&self, from: Option<&str>, to: &str, elided: &[&str]) -> Result<Squashed, Diagnostic> {
        let elided = elided.iter().map(|name| (*name).to_owned()).collect();
        let wanted = Wanted { app: "a", from, to, elided: &elided, irreversible: None, targets: &Dialect::ALL };
        let all: Vec<_> = self.0.iter().map(|one| (one, None)).collect();
        squash(&all, &wanted)
    }

    /// What the squash of all of `a` from one on does, a line each, proven to make the same schema.
    fn lines(&self, from: Option<&str>, elided: &[&str]) -> Vec<String> {
        let last = self.0.iter().rev().find(|one| one.id.app == "a").unwrap().id.name.clone();
        let squashed = self.squash(from, &last, elided).unwrap();
        let (mut before, mut expected) = (Schema::new(), Schema::new());
        for one in &self.0 {
            replay::apply(one.up.operations(), &mut expected).unwrap();
            if !squashed.replaced.contains(&one.id.name) || one.id.app != "a" {
                replay::apply(one.up.operations(), &mut before).unwrap();
            }
        }
        replay::apply(&squashed.up, &mut before).unwrap();
        assert_eq!(expected.differences_anywhere(&before), [""; 0]);
        squashed.up.iter().map(ToString::to_string).collect()
    }

    fn refusal(&self, from: Option<&str>, to: &str) -> String {
        let refused = self.squash(from, to, &[]).unwrap_err();
        format!("{}; {}", refused.message, refused.help.unwrap_or_default())
    }
}

fn users(m: &mut Builder) {
    m.create_table("users", |t| {
        t.id();
        t.string("name", 40);
    });
}

fn nick(m: &mut Builder) {
    m.add_column("users", |t| t.string("nick", 20).nullable().index());
}

#[test]
fn a_table_is_created_as_it_is_in_the_end() {
    let history = History::of(&[
        ("a/1", users),
        ("a/2", nick),
        ("a/3", |m| {
            m.rename_table("users", "people");
            m.rename_column("people", "nick", "nickname");
            m.alter_column("people", |t| t.text("name")).using("upper(name)");
            m.create_table("gone", |t| t.id());
        }),
        ("a/4", |m| {
            m.create_index("people", ["name"]).name("ix_by_name").filter("name <> ''").concurrently();
            m.drop_table("gone");
        }),
    ]);
    assert_eq!(history.lines(None, &[]), ["create table `people`"]);
}

#[test]
fn rows_that_are_there_are_treated_as_before() {
    let folded = |body: Body| History::of(&[("a/1", users), ("a/2", body), ("a/3", nick)]).lines(Some("2"), &[]);
    // A rename is a rename, and what comes and goes never was.
    assert_eq!(
        folded(|m| {
            m.rename_column("users", "name", "x");
            m.rename_column("users", "x", "label");
            m.add_column("users", |t| t.text("short").nullable());
            m.drop_column("users", "short");
        }),
        [
            "rename column `name` of `users` to `label`",
            "add column `nick` to `users`",
            "create index `ix_users_nick` on `users`"
        ]
    );
    // A column that is another one under the name of one that is gone.
    let replaced: Body = |m| {
        m.drop_column("users", "name");
        m.add_column("users", |t| t.string("name", 40).default(""));
    };
    assert_eq!(folded(replaced)[..2], ["drop column `name` of `users`", "add column `name` to `users`"]);
    let replaced: Body = |m| {
        m.drop_table("users");
        users(m);
    };
    assert_eq!(folded(replaced)[..2], ["drop table `users`", "create table `users`"]);
    // How a value becomes another, twice.
    let altered: Body = |m| {
        m.alter_column("users", |t| t.text("name"));
        m.alter_column("users", |t| t.string("name", 30)).using("substr(name, 1, 30)");
    };
    assert_eq!(folded(altered).iter().filter(|line| line.starts_with("alter column `name`")).count(), 2);
    let in_parts: Body = |m| {
        m.add_check("users", "ck_name", "name <> ''").not_valid();
        m.validate_constraint("users", "ck_name");
    };
    assert!(folded(in_parts)[1].starts_with("validate"));
    // What the rows get that are there.
    let history = History::of(&[
        ("a/1", users),
        ("a/2", |m| drop(m.add_column("users", |t| t.integer("age")).fill(7))),
        ("a/3", |m| drop(m.add_column("users", |t| t.text("x").nullable()))),
        ("a/4", |m| drop(m.drop_column("users", "x"))),
    ]);
    let squashed = history.squash(Some("2"), "4", &[]).unwrap();
    let [Operation::AddColumn(add)] = &squashed.up[..] else { panic!("{squashed:?}") };
    assert_eq!(add.fill, Some(7.into()));
}

#[test]
fn nothing_moves_across_what_may_look_at_it() {
    let history = History::of(&[
        ("a/1", users),
        ("a/2", |m| {
            m.create_object(ObjectKind::Function, "f").create("CREATE FUNCTION f() ..").drop("DROP FUNCTION f");
            m.run_sql("INSERT INTO users (name) VALUES ('x')").reverse("");
        }),
        ("a/3", nick),
        ("a/4", |m| {
            m.create_object(ObjectKind::View, "v").create("SELECT 1").uses(["users"]);
            m.drop_column("users", "name").restore_with("");
            m.replace_object(ObjectKind::View, "v").create("SELECT 2").uses(["users"]);
        }),
    ]);
    let sql = "run SQL `INSERT INTO users (name) VALUES ('x')`";
    let lines = history.lines(None, &[]);
    assert_eq!(lines[..3], ["create table `users`", "create function `f`", sql]);
    assert_eq!(lines.iter().filter(|line| line.contains("view")).count(), 2, "its rows may be used: {lines:?}");
    let lines = history.lines(None, &["2"]);
    assert_eq!(lines[..2], ["create table `users`", "create function `f`"]);
    assert!(!lines.contains(&sql.to_owned()));
}

#[test]
fn a_backfill_of_a_new_table_finds_no_rows() {
    let fill: Body = |m| drop(m.backfill("users").set("nick", "name"));
    let without = |attributes: &mut Attributes| attributes.transaction = false;
    let history = History::of(&[("a/1", users), ("a/2", nick), ("a/3", fill)]).with("a/3", without);
    let squashed = history.squash(None, "3", &[]).unwrap();
    assert_eq!((squashed.up.len(), squashed.left_out.len(), squashed.attributes.transaction), (1, 1, true));
    let squashed = history.squash(Some("2"), "3", &[]).unwrap();
    assert_eq!((squashed.kept.len(), squashed.attributes.transaction), (1, false), "there may be rows");
    let insert: Body = |m| drop(m.run_sql("INSERT INTO users (name) VALUES ('x')").reverse(""));
    let history = History::of(&[("a/1", users), ("a/2", nick), ("a/3", insert), ("a/4", fill)]).with("a/4", without);
    assert_eq!(history.squash(None, "4", &[]).unwrap().kept.len(), 2);
}

#[test]
fn values_of_an_enum_are_there_from_the_beginning() {
    let history = History::of(&[
        ("a/1", |m| drop(m.create_enum("mood", ["ok"]))),
        ("a/2", |m| drop(m.add_enum_value("mood", "sad"))),
    ]);
    let wanted = history.squash(None, "2", &[]).unwrap();
    let [Operation::CreateEnum(create)] = &wanted.up[..] else { panic!("{wanted:?}") };
    assert_eq!(create.values, ["ok", "sad"]);
}

fn needs(id: &str) -> impl FnOnce(&mut Attributes) {
    let dependency = Dependency { id: id.parse().unwrap(), mark: Mark::NOWHERE };
    |attributes| attributes.depends_on.push(dependency)
}

#[test]
fn what_other_apps_do_in_between_is_needed_or_refused() {
    let orgs: Body = |m| drop(m.create_table("orgs", |t| t.id()));
    let refers: Body = |m| drop(m.add_column("users", |t| t.references("org_id", "orgs").nullable()));
    let history = History::of(&[("a/1", users), ("b/1", orgs), ("a/2", refers)]).with("a/2", needs("b/1"));
    assert_eq!(history.lines(None, &[]), ["create table `users`"]);
    let squashed = history.squash(None, "2", &[]).unwrap();
    assert_eq!(squashed.attributes.depends_on[0].id.to_string(), "b/1");

    let tied: Body = |m| {
        m.create_table("orgs", |t| {
            t.id();
            t.references("owner_id", "users");
        });
    };

    let between = History::of(&[("a/1", users), ("b/1", tied), ("a/2", refers)]).with("a/2", needs("b/1"));
    assert_eq!(
        between.refusal(None, "2"),
        "`b/1` runs between them, and needs what they make: table `users` does not exist here; squash what stands before it \
         and what stands behind it; or, where it can run later, give it `depends_on = [\"a/2\"]`"
    );
    assert_eq!(
        between.with("b/1", needs("a/1")).refusal(None, "2"),
        "`b/1` runs between them: it needs `a/1`, and `a/2` needs it; squash what stands before `2`, or what stands behind `1`"
    );
}

#[test]
fn a_range_has_two_ends_and_more_than_one_migration() {
    let history = History::of(&[("a/1_users", users), ("a/2_nick", nick)]);
    assert_eq!(history.refusal(None, "2_nik"), "app `a` has no migration `2_nik`; did you mean `2_nick`?");
    assert_eq!(
        history.refusal(Some("2_nick"), "1_users"),
        "`1_users` runs before `2_nick`; name the first, then the last"
    );
    assert_eq!(
        history.refusal(None, "1_users"),
        "there is nothing to squash: `1_users` is one migration; name two that stand apart"
    );
}

#[test]
fn a_squash_is_squashed_with_what_it_replaces() {
    let all: Body = |m| {
        users(m);
        nick(m);
    };
    let age: Body = |m| drop(m.add_column("users", |t| t.integer("age").nullable()));
    let history = History::of(&[("a/1", users), ("a/2", nick), ("a/s", all), ("a/3", age)])
        .with("a/s", |attributes| attributes.replaces = vec![vec![replaced("1"), replaced("2")]]);
    let squashed = history.squash(None, "3", &[]).unwrap();
    assert_eq!(
        (squashed.up.len(), squashed.operations, &squashed.replaced[..]),
        (1, 4, &["1", "2", "s", "3"].map(str::to_owned)[..])
    );
    let names = |list: &Vec<Replaced>| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(squashed.attributes.replaces.iter().map(names).collect::<Vec<_>>(), ["s 3", "1 2 3"]);
    assert_eq!(history.refusal(None, "2"), "`s` replaces `1` already; squash up to `s` at least");
    assert_eq!(history.refusal(Some("2"), "3"), "`s` replaces `1` too; begin with `1`");
    assert_eq!(
        history.refusal(None, "s"),
        "there is nothing to squash: `s` is one migration; name two that stand apart"
    );
}

#[test]
fn what_nothing_undoes_says_so() {
    let lost: Body = |m| drop(m.run_sql("DELETE FROM users"));
    let history = History::of(&[("a/1", users), ("a/2", lost), ("a/3", nick)]);
    assert!(history.refusal(None, "3").starts_with("nothing undoes run SQL `DELETE FROM users`"));
    let history = history.with("a/2", |attributes| attributes.irreversible = Some("they are gone".into()));
    let squashed = history.squash(None, "3", &[]).unwrap();
    assert_eq!(squashed.attributes.irreversible.as_deref(), Some("they are gone"));
    assert_eq!(history.squash(None, "3", &["2"]).unwrap().attributes.irreversible, None);

    let rust: Body = |m| drop(m.run_path("fill"));
    let history = History::of(&[("a/1", users), ("a/2", rust)]);
    assert!(
        history
            .refusal(None, "2")
            .starts_with("`2` runs the Rust function `fill`, which stays in its file; `--elide 2`")
    );
    assert_eq!(history.lines(None, &["2"]), ["create table `users`"]);
}

#[test]
fn a_down_by_hand_is_not_needed_where_one_is_derived() {
    let mut history = History::of(&[("a/1", users), ("a/2", nick)]);
    history.0[1].down = Some(WrittenDown { script: Script::default(), mark: Mark::NOWHERE });
    assert_eq!(history.lines(None, &[]), ["create table `users`"]);
}
