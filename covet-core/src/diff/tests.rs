//! Scenarios, each: the operations come out in the expected order, lead to the schema that was asked for, leave nothing to be
//! found a second time, restore what was there when they are taken back, and can be planned where the database has them.

use std::fmt::Write as _;

use super::*;
use crate::dialect::Dialect;
use crate::dsl::Migration;
use crate::{plan, replay};

type Body = fn(&mut Migration);

fn schema<R>(body: impl FnOnce(&mut Migration) -> R) -> Schema {
    let mut m = Migration::new();
    body(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    let mut schema = Schema::new();
    replay::apply(script.operations(), &mut schema).unwrap();
    schema
}

/// Proves what holds of every diff, and gives its operations and questions as lines.
fn proven(before: &Schema, after: &Schema, answers: &Answers) -> String {
    let pair = Pair { before, after };
    let found = diff(pair, answers).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(diff(pair, answers).as_ref(), Ok(&found), "the same schemas give the same operations");
    let mut then = before.clone();
    then.forget_touched();
    let mut undo = Some(Vec::new());
    for operation in &found.operations {
        undo = undo.zip(operation.inverse(&then).ok()).map(|(undo, inverse)| [inverse.operations, undo].concat());
        replay::apply(std::slice::from_ref(operation), &mut then).unwrap();
    }
    let again = diff(Pair { before: &then, after }, &Answers::default()).unwrap();
    assert_eq!(again, Diff::default(), "nothing is left to be found");
    if let Some(undo) = undo {
        let mut back = then.clone();
        replay::apply(&undo, &mut back).unwrap();
        assert_eq!(before.differences(&back), [""; 0], "what undoes them restores what was there");
    }
    for dialect in Dialect::ALL {
        if dialect == Dialect::Postgres || after.enums().next().is_none() && before.enums().next().is_none() {
            let planned = plan::plan(&found.operations, before, dialect);
            assert!(planned.is_ok(), "{dialect}: {planned:?}\n{:?}", found.operations);
        }
    }
    let mut lines = String::new();
    for operation in &found.operations {
        writeln!(lines, "{operation}").unwrap();
    }
    for question in &found.questions {
        let line = match question {
            Question::RenamedTable { from, candidates } => format!("table {from} -> {candidates:?}"),
            Question::GoneTable { table } => format!("table {table} is gone"),
            Question::RenamedColumn { table, from, candidates } => format!("column {table}.{from} -> {candidates:?}"),
            Question::Value { table, column, distinct: false } => format!("value of {table}.{}", column.name),
            Question::Value { table, column, distinct: true } => format!("values of {table}.{}", column.name),
            Question::Using { table, column, .. } => format!("using for {table}.{}", column.name),
        };
        writeln!(lines, "? {line}").unwrap();
    }
    lines
}

/// The lines of a diff between what two bodies make; the first is run before both.
fn lines<B, A>(
    before: impl FnOnce(&mut Migration) -> B,
    after: impl FnOnce(&mut Migration) -> A,
    answers: &Answers,
) -> Vec<String> {
    proven(&schema(before), &schema(after), answers).lines().map(str::to_owned).collect()
}

fn plain<B, A>(before: impl FnOnce(&mut Migration) -> B, after: impl FnOnce(&mut Migration) -> A) -> Vec<String> {
    lines(before, after, &Answers::default())
}

fn table(from: &str, to: &str) -> Answers {
    Answers { tables: [(from.into(), Some(to.into()))].into(), ..Answers::default() }
}

fn column(table: &str, from: &str, to: &str) -> Answers {
    Answers { columns: [((table.into(), from.into()), Some(to.into()))].into(), ..Answers::default() }
}

fn users(m: &mut Migration) {
    m.create_table("users", |t| {
        t.id();
        t.string("email", 80).unique();
        t.integer("age").nullable().index();
    });
}

fn posts(m: &mut Migration) {
    users(m);
    m.create_table("posts", |t| {
        t.id();
        t.references("user_id", "users").index();
    });
}

mod of_tables {
    use super::*;

    #[test]
    fn equal_schemas_differ_in_nothing() {
        assert_eq!(plain(posts, posts), [""; 0]);
    }

    #[test]
    fn new_ones_come_behind_what_they_refer_to() {
        let after = |m: &mut Migration| {
            m.create_table("zebras", |t| t.id());
            m.create_table("ants", |t| {
                t.id();
                t.references("zebra_id", "zebras");
            });
        };
        assert_eq!(plain(|_| (), after), ["create table `zebras`", "create table `ants`"]);
        assert_eq!(plain(after, |_| ()), ["drop table `ants`", "drop table `zebras`"]);
    }

    #[test]
    fn a_reference_is_written_as_one() {
        let after = schema(posts);
        let found = diff(Pair { before: &Schema::new(), after: &after }, &Answers::default()).unwrap();
        let crate::operation::Operation::CreateTable(create) = &found.operations[1] else { panic!("{found:?}") };
        assert_eq!(create.table.columns[1].ty, crate::schema::ColumnType::References);
        assert!(create.table.foreign_keys[0].ref_columns.is_empty());
    }

    fn circle(m: &mut Migration) {
        m.create_table("a", |t| {
            t.id();
            t.big_integer("b_id").nullable();
        });
        m.create_table("b", |t| {
            t.id();
            t.references("a_id", "a");
        });
        m.add_foreign_key("a", ["b_id"], "b", ["id"]);
    }

    #[test]
    fn a_circle_is_closed_last_and_opened_first() {
        let close = "add foreign key `fk_a_b_id` to `a`";
        assert_eq!(plain(|_| (), circle), ["create table `a`", "create table `b`", close]);
        assert_eq!(plain(circle, |_| ()), ["drop foreign key `fk_a_b_id` of `a`", "drop table `b`", "drop table `a`"]);
    }

    #[test]
    fn a_table_that_refers_to_itself_is_one_operation() {
        let after = |m: &mut Migration| {
            m.create_table("nodes", |t| {
                t.id();
                t.references("parent_id", "nodes").nullable();
            });
        };
        assert_eq!(plain(|_| (), after), ["create table `nodes`"]);
    }

    #[test]
    fn one_that_is_referred_to_loses_the_key_first() {
        let after = |m: &mut Migration| {
            m.create_table("posts", |t| {
                t.id();
                t.big_integer("user_id");
                t.index(["user_id"]);
            });
        };
        assert_eq!(plain(posts, after), ["drop foreign key `fk_posts_user_id` of `posts`", "drop table `users`"]);
    }

    fn people(m: &mut Migration) {
        m.create_table("people", |t| {
            t.id();
            t.string("email", 80).unique();
            t.integer("age").nullable().index();
        });
        m.create_table("posts", |t| {
            t.id();
            t.references("user_id", "people").index();
        });
    }

    #[test]
    fn another_name_is_asked_for_and_never_guessed() {
        assert_eq!(
            plain(users, |m| {
                users(m);
                m.rename_table("users", "people");
            }),
            ["drop table `users`", "create table `people`", "? table users -> [\"people\"]"]
        );
        assert_eq!(lines(posts, people, &table("users", "people")), ["rename table `users` to `people`"]);
        let denied = Answers { tables: [("users".into(), None)].into(), ..Answers::default() };
        let found = lines(
            users,
            |m| {
                users(m);
                m.rename_table("users", "people");
            },
            &denied,
        );
        assert_eq!(found, ["drop table `users`", "create table `people`"]);
    }

    #[test]
    fn several_candidates_are_told_in_order() {
        let two = |m: &mut Migration| {
            m.create_table("b", |t| t.id());
            m.create_table("a", |t| t.id());
        };
        let found = plain(|m| m.create_table("c", |t| t.id()), two);
        assert_eq!(found.last().unwrap(), "? table c -> [\"a\", \"b\"]");
    }

    #[test]
    fn renamed_and_changed_at_once() {
        let after = |m: &mut Migration| {
            m.create_table("people", |t| {
                t.id();
                t.string("mail", 80).unique();
                t.integer("age").nullable().index();
                t.text("bio").nullable();
            });
        };
        let mut answers = table("users", "people");
        answers.columns = column("people", "email", "mail").columns;
        assert_eq!(
            lines(users, after, &answers),
            [
                "rename table `users` to `people`",
                "rename column `email` of `people` to `mail`",
                "add column `bio` to `people`",
            ]
        );
    }

    #[test]
    fn names_that_are_swapped_go_through_a_third() {
        let before = |m: &mut Migration| {
            m.create_table("a", |t| t.integer("x"));
            m.create_table("b", |t| t.text("y"));
        };
        let after = |m: &mut Migration| {
            m.create_table("a", |t| t.text("y"));
            m.create_table("b", |t| t.integer("x"));
        };
        let answers = Answers {
            tables: [("a".into(), Some("b".into())), ("b".into(), Some("a".into()))].into(),
            ..Answers::default()
        };
        assert_eq!(
            lines(before, after, &answers),
            ["rename table `a` to `covet_old_a`", "rename table `b` to `a`", "rename table `covet_old_a` to `b`",]
        );
    }

    #[test]
    fn a_new_table_takes_the_name_and_the_derived_names_of_a_renamed_one() {
        let after = |m: &mut Migration| {
            users(m);
            m.create_table("people", |t| {
                t.id();
                t.string("email", 80).unique();
                t.integer("age").nullable().index();
            });
        };
        assert_eq!(
            lines(users, after, &table("users", "people")),
            [
                "rename table `users` to `people`",
                "rename index `ix_users_age` of `people` to `ix_people_age`",
                "rename constraint `uq_users_email` of `people` to `uq_people_email`",
                "create table `users`",
            ]
        );
    }

    #[test]
    fn comments() {
        let commented = |m: &mut Migration| {
            m.create_table("t", |t| {
                t.id();
                t.comment("x");
            })
        };
        assert_eq!(plain(|m| m.create_table("t", |t| t.id()), commented), ["comment on table `t`"]);
        assert_eq!(plain(commented, |m| m.create_table("t", |t| t.id())), ["remove the comment of table `t`"]);
    }

    #[test]
    fn answers_that_name_nothing_are_refused() {
        let (before, after) = (schema(users), schema(posts));
        let faults = diff(Pair { before: &before, after: &after }, &table("usres", "posts")).unwrap_err();
        assert_eq!(faults[0].code, "unknown-table");
        let faults = diff(Pair { before: &before, after: &after }, &column("users", "a", "b")).unwrap_err();
        assert_eq!(faults[0].code, "unknown-column");
    }
}

mod of_columns {
    use super::*;

    fn with(m: &mut Migration, body: fn(&mut crate::dsl::Table)) {
        m.create_table("t", |t| {
            t.id();
            body(t);
        });
    }

    #[test]
    fn several_are_added_in_the_order_of_their_declaration() {
        let after = |m: &mut Migration| {
            with(m, |t| {
                t.integer("z").nullable();
                t.integer("a").default(1);
                t.timestamps();
            })
        };
        assert_eq!(
            plain(|m| with(m, |_| ()), after),
            [
                "add column `z` to `t`",
                "add column `a` to `t`",
                "add column `created_at` to `t`",
                "add column `updated_at` to `t`",
            ]
        );
    }

    #[test]
    fn one_without_a_default_asks_what_rows_get() {
        let after = |m: &mut Migration| with(m, |t| drop(t.integer("n")));
        assert_eq!(plain(|m| with(m, |_| ()), after), ["add column `n` to `t`", "? value of t.n"]);
        let answers = Answers { values: [(("t".into(), "n".into()), 7.into())].into(), ..Answers::default() };
        assert_eq!(lines(|m| with(m, |_| ()), after, &answers), ["add column `n` to `t`"]);
    }

    #[test]
    fn a_reference_is_added_with_its_key() {
        let after = |m: &mut Migration| {
            users(m);
            with(m, |t| drop(t.references("user_id", "users").nullable().index()));
        };
        let before = |m: &mut Migration| {
            users(m);
            with(m, |_| ());
        };
        assert_eq!(plain(before, after), ["add column `user_id` to `t`", "create index `ix_t_user_id` on `t`"]);
    }

    #[test]
    fn what_uses_one_goes_before_it() {
        let before = |m: &mut Migration| {
            with(m, |t| {
                t.integer("n").index();
                t.integer("k").unique();
                t.check("positive", "n > 0");
            })
        };
        assert_eq!(
            plain(before, |m| with(m, |_| ())),
            [
                "drop index `ix_t_n` of `t`",
                "drop unique constraint `uq_t_k` of `t`",
                "drop check `positive` of `t`",
                "drop column `n` of `t`",
                "drop column `k` of `t`",
            ]
        );
    }

    #[test]
    fn another_name_is_asked_for() {
        let (before, after): (Body, Body) =
            (|m| with(m, |t| drop(t.integer("n").unique())), |m| with(m, |t| drop(t.integer("k").unique())));
        assert_eq!(
            plain(before, after),
            [
                "drop unique constraint `uq_t_n` of `t`",
                "add column `k` to `t`",
                "add unique constraint `uq_t_k` to `t`",
                "drop column `n` of `t`",
                "? column t.n -> [\"k\"]",
                "? values of t.k",
            ]
        );
        assert_eq!(lines(before, after, &column("t", "n", "k")), ["rename column `n` of `t` to `k`"]);
    }

    #[test]
    fn renamed_and_altered_at_once_by_a_hint() {
        let after = |m: &mut Migration| with(m, |t| drop(t.big_integer("k")));
        let found = lines(|m| with(m, |t| drop(t.integer("n"))), after, &column("t", "n", "k"));
        assert_eq!(found, ["rename column `n` of `t` to `k`", "alter column `k` of `t`"]);
    }

    #[test]
    fn a_rename_comes_before_a_new_one_of_the_old_name() {
        let after = |m: &mut Migration| {
            with(m, |t| {
                t.integer("b").index();
                t.string("a", 9).nullable().index();
            })
        };
        let found = lines(|m| with(m, |t| drop(t.integer("a").index())), after, &column("t", "a", "b"));
        assert_eq!(
            found,
            [
                "rename column `a` of `t` to `b`",
                "rename index `ix_t_a` of `t` to `ix_t_b`",
                "add column `a` to `t`",
                "create index `ix_t_a` on `t`",
            ]
        );
    }

    #[test]
    fn names_that_are_swapped() {
        let before = |m: &mut Migration| {
            with(m, |t| {
                t.integer("a");
                t.text("b");
            })
        };
        let after = |m: &mut Migration| {
            with(m, |t| {
                t.integer("b");
                t.text("a");
            })
        };
        let swap = |from: &str, to: &str| (("t".into(), from.into()), Some(to.into()));
        let answers = Answers { columns: [swap("a", "b"), swap("b", "a")].into(), ..Answers::default() };
        assert_eq!(
            lines(before, after, &answers),
            [
                "rename column `a` of `t` to `covet_old_a`",
                "rename column `b` of `t` to `a`",
                "rename column `covet_old_a` of `t` to `b`",
            ]
        );
    }

    #[test]
    fn type_default_and_comment() {
        let pairs: [(Body, Body); 7] = [
            (|m| with(m, |t| drop(t.string("s", 10))), |m| with(m, |t| drop(t.string("s", 20)))),
            (|m| with(m, |t| drop(t.string("s", 20))), |m| with(m, |t| drop(t.string("s", 10)))),
            (|m| with(m, |t| drop(t.string("s", 9))), |m| with(m, |t| drop(t.string("s", 9).default("x")))),
            (|m| with(m, |t| drop(t.string("s", 9).default("x"))), |m| with(m, |t| drop(t.string("s", 9)))),
            (|m| with(m, |t| drop(t.string("s", 9))), |m| with(m, |t| drop(t.string("s", 9).nullable()))),
            (|m| with(m, |t| drop(t.string("s", 9))), |m| with(m, |t| drop(t.string("s", 9).comment("x")))),
            (|m| with(m, |t| drop(t.one_of("s", ["a"]))), |m| with(m, |t| drop(t.one_of("s", ["a", "b"])))),
        ];
        for (before, after) in pairs {
            assert_eq!(plain(before, after), ["alter column `s` of `t`"]);
        }
    }

    #[test]
    fn rows_with_null_get_a_value_before_null_is_refused() {
        let before = |m: &mut Migration| with(m, |t| drop(t.string("s", 9).nullable()));
        let found = plain(before, |m| with(m, |t| drop(t.string("s", 9).default("it's"))));
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains(r#"UPDATE "t" SET "s" = 'it''s' WHERE "s" IS NULL"#), "{found:?}");
        let after = |m: &mut Migration| with(m, |t| drop(t.string("s", 9)));
        assert_eq!(plain(before, after), ["alter column `s` of `t`", "? value of t.s"]);
    }

    #[test]
    fn the_order_of_columns_is_no_difference() {
        let before = |m: &mut Migration| {
            with(m, |t| {
                t.integer("a");
                t.integer("b");
            })
        };
        assert_eq!(
            plain(before, |m| with(m, |t| {
                t.integer("b");
                t.integer("a");
            })),
            [""; 0]
        );
    }

    #[test]
    fn generated_ones_are_made_anew() {
        let of = |m: &mut Migration, expression: &'static str| {
            m.create_table("t", move |t| {
                t.integer("a");
                t.integer("g").generated(expression).index();
            });
        };
        let (before, after) = (schema(|m| of(m, "a + 1")), schema(|m| of(m, "a + 2")));
        let anew =
            "drop index `ix_t_g` of `t`\ndrop column `g` of `t`\nadd column `g` to `t`\ncreate index `ix_t_g` on `t`\n";
        assert_eq!(proven(&before, &after, &Answers::default()), anew);
        let retyped = |m: &mut Migration| {
            m.create_table("t", |t| {
                t.big_integer("a");
                t.integer("g").generated("a + 1").index();
            });
        };
        let found = proven(&before, &schema(retyped), &Answers::default());
        assert_eq!(
            found.lines().collect::<Vec<_>>()[1..4],
            ["drop column `g` of `t`", "alter column `a` of `t`", "add column `g` to `t`"]
        );
    }

    #[test]
    fn an_id_is_made_with_its_table() {
        let (before, after) =
            (schema(|m| m.create_table("t", |t| t.big_integer("id").primary_key())), schema(|m| with(m, |_| ())));
        assert!(diff(Pair { before: &before, after: &after }, &Answers::default()).is_err());
    }
}

mod of_keys {
    use super::*;

    fn keyed(m: &mut Migration, body: fn(&mut crate::dsl::Table)) {
        users(m);
        m.create_table("t", |t| {
            t.integer("a");
            t.integer("b");
            t.big_integer("user_id").nullable();
            body(t);
        });
    }

    #[test]
    fn foreign_keys_come_change_and_go() {
        let none = |m: &mut Migration| keyed(m, |_| ());
        let key = |m: &mut Migration| keyed(m, |t| drop(t.foreign_key(["user_id"], "users", ["id"])));
        let cascading = |m: &mut Migration| {
            keyed(m, |t| drop(t.foreign_key(["user_id"], "users", ["id"]).on_delete(crate::dsl::Cascade)))
        };
        let (add, gone) = ("add foreign key `fk_t_user_id` to `t`", "drop foreign key `fk_t_user_id` of `t`");
        assert_eq!(plain(none, key), [add]);
        assert_eq!(plain(key, none), [gone]);
        assert_eq!(plain(key, cascading), [gone, add]);
    }

    #[test]
    fn a_type_changes_at_both_ends_of_a_key() {
        let of = |m: &mut Migration, wide: bool| {
            m.create_table("codes", |t| match wide {
                true => t.big_integer("code").primary_key(),
                false => t.integer("code").primary_key(),
            });
            m.create_table("uses", |t| drop(t.references("code", "codes")));
        };
        let found = proven(&schema(|m| of(m, false)), &schema(|m| of(m, true)), &Answers::default());
        assert_eq!(
            found.lines().collect::<Vec<_>>(),
            [
                "drop foreign key `fk_uses_code` of `uses`",
                "alter column `code` of `codes`",
                "alter column `code` of `uses`",
                "add foreign key `fk_uses_code` to `uses`",
            ]
        );
    }

    #[test]
    fn a_primary_key_gets_the_name_that_is_wanted_of_it() {
        let (plain, named) = (
            schema(|m| m.create_table("t", |t| t.id())),
            schema(|m| m.create_table("t", |t| t.id().primary_key_named("t_pkey"))),
        );
        let found = |before, after| diff(Pair { before, after }, &Answers::default()).unwrap().operations;
        let renamed: Vec<String> = found(&plain, &named).iter().map(ToString::to_string).collect();
        assert_eq!(renamed, ["rename constraint `pk_t` of `t` to `t_pkey`"]);
        // A model does not name keys: theirs keep what they have.
        assert_eq!(found(&named, &plain), []);
    }

    #[test]
    fn another_primary_key() {
        let before = |m: &mut Migration| keyed(m, |t| drop(t.primary_key(["a"])));
        let after = |m: &mut Migration| keyed(m, |t| drop(t.primary_key(["a", "b"])));
        assert_eq!(plain(before, after), ["drop primary key of `t`", "add primary key to `t`"]);
        assert_eq!(plain(after, |m| keyed(m, |_| ())), ["drop primary key of `t`"]);
    }

    #[test]
    fn indexes_are_compared_by_what_they_are() {
        let of: [Body; 5] = [
            |m| keyed(m, |t| drop(t.index(["a", "b"]))),
            |m| keyed(m, |t| drop(t.index(["b", "a"]))),
            |m| {
                keyed(m, |_| ());
                m.create_index("t", ["a", "b"]).name("mine");
            },
            |m| keyed(m, |t| drop(t.unique(["a", "b"]))),
            |m| keyed(m, |_| ()),
        ];
        assert_eq!(plain(of[0], of[1]), ["drop index `ix_t_a_b` of `t`", "create index `ix_t_b_a` on `t`"]);
        assert_eq!(plain(of[0], of[2]), ["rename index `ix_t_a_b` of `t` to `mine`"]);
        assert_eq!(plain(of[2], of[0]), [""; 0], "what nobody names keeps its name");
        assert_eq!(plain(of[0], of[3]), ["drop index `ix_t_a_b` of `t`", "add unique constraint `uq_t_a_b` to `t`"]);
        assert_eq!(plain(of[4], of[0]), ["create index `ix_t_a_b` on `t`"]);
    }

    #[test]
    fn checks() {
        let before = |m: &mut Migration| keyed(m, |t| t.check("order", "a < b"));
        let after = |m: &mut Migration| keyed(m, |t| t.check("order", "a <= b"));
        assert_eq!(plain(before, after), ["drop check `order` of `t`", "add check `order` to `t`"]);
        let renamed = |m: &mut Migration| keyed(m, |t| t.check("ordered", "a < b"));
        assert_eq!(plain(before, renamed), ["rename constraint `order` of `t` to `ordered`"]);
    }
}

#[test]
fn enums_gain_values_in_their_place() {
    let of = |m: &mut Migration, values: &[&str]| {
        m.create_enum("mood", values);
        m.create_table("t", |t| drop(t.native_enum("mood", "mood").nullable()));
    };
    let (before, after) = (schema(|m| of(m, &["b", "d"])), schema(|m| of(m, &["a", "b", "c", "d", "e", "f"])));
    let found = proven(&before, &after, &Answers::default());
    assert_eq!(found.lines().count(), 4, "{found}");
    let faults = diff(Pair { before: &after, after: &before }, &Answers::default()).unwrap_err();
    assert_eq!(faults[0].code, "enum-changed");
    let none = schema(|m| m.create_table("t", |t| t.id()));
    let gone = proven(&before, &schema(|_| ()), &Answers::default());
    assert_eq!(gone, "drop table `t`\ndrop enum `mood`\n");
    assert_eq!(proven(&none, &none, &Answers::default()), "");
}

mod random;
