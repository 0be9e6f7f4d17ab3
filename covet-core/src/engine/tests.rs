//! What becomes of a difference: which migrations there are, in which order, and what each needs.

use super::*;
use crate::dsl::{Migration, Table};
use crate::operation::Operation;
use crate::schema::{self, DefaultValue};

fn operations<R>(body: impl FnOnce(&mut Migration) -> R) -> Vec<Operation> {
    let mut m = Migration::new();
    body(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    script.into_operations()
}

/// A project that grows by migrations.
#[derive(Default)]
struct Project {
    history: History,
    schema: Schema,
}

impl Project {
    fn apply(&mut self, id: &str, needs: &[&str], operations: &[Operation]) {
        self.schema.forget_touched();
        replay::apply(operations, &mut self.schema).unwrap();
        let needs: Vec<MigrationId> = needs.iter().map(|need| need.parse().unwrap()).collect();
        self.history.follow(&id.parse().unwrap(), &needs, &self.schema);
    }

    fn with<R>(mut self, id: &str, needs: &[&str], body: impl FnOnce(&mut Migration) -> R) -> Self {
        self.apply(id, needs, &operations(body));
        self
    }

    fn plan(&self, wanted: &Wanted) -> Plan {
        self.answered(wanted, &Answers::default())
    }

    fn answered(&self, wanted: &Wanted, answers: &Answers) -> Plan {
        let engine = MigrationEngine::new(&self.history);
        let plan = engine.plan(wanted, answers).unwrap_or_else(|faults| panic!("{faults:?}"));
        assert_eq!(engine.plan(wanted, answers).as_ref(), Ok(&plan), "the same gives the same");
        plan
    }

    /// Plans, does what is planned, and requires that nothing is left to be done.
    fn lines(&mut self, wanted: &Wanted) -> Vec<String> {
        self.lines_with(wanted, &Answers::default())
    }

    fn lines_with(&mut self, wanted: &Wanted, answers: &Answers) -> Vec<String> {
        let plan = self.answered(wanted, answers);
        assert_eq!(plan.questions, []);
        for one in &plan.migrations {
            let needs: Vec<String> = one.needs.iter().map(ToString::to_string).collect();
            let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
            self.apply(&one.id.to_string(), &needs, &one.operations);
        }
        assert_eq!(self.plan(wanted).migrations, [], "nothing is left");
        lines(&plan)
    }
}

/// A line for each migration: its name, what it needs, what it does.
fn lines(plan: &Plan) -> Vec<String> {
    let line = |one: &Planned| {
        let needs: Vec<String> = one.needs.iter().map(ToString::to_string).collect();
        let needs = if needs.is_empty() { String::new() } else { format!(" needs {}", needs.join(" ")) };
        let operations: Vec<String> = one.operations.iter().map(|one| one.to_string().replace('`', "")).collect();
        format!("{}{needs}: {}", one.id, operations.join(", "))
    };
    plan.migrations.iter().map(line).collect()
}

/// Tables of apps: `blog.posts` is the table `posts` of the app `blog`.
fn wanted<R>(owners: &[&str], body: impl FnOnce(&mut Migration) -> R) -> Wanted {
    let mut wanted = Wanted::default();
    replay::apply(&operations(body), &mut wanted.schema).unwrap();
    for owner in owners {
        let (app, table) = owner.split_once('.').unwrap();
        wanted.owners.insert(table.into(), app.to_owned());
    }
    wanted
}

fn id(t: &mut Table) {
    t.id();
}

fn blog(m: &mut Migration) {
    m.create_table("users", id);
    m.create_table("posts", |t| {
        t.id();
        t.references("user_id", "users");
    });
}

#[test]
fn a_key_to_a_table_of_another_app_is_a_dependency_on_what_makes_that() {
    let models = wanted(&["auth.users", "blog.posts"], blog);
    let both = Project::default().lines(&models);
    assert_eq!(
        both,
        ["auth/0001_users: create table users", "blog/0001_posts needs auth/0001_users: create table posts"]
    );
    let mut there = Project::default().with("auth/0001_users", &[], |m| m.create_table("users", id)).with(
        "auth/0002_nick",
        &["auth/0001_users"],
        |m| m.add_column("users", |t| t.text("nick").nullable()),
    );
    let models = wanted(&["auth.users", "blog.posts"], |m| {
        blog(m);
        m.add_column("users", |t| t.text("nick").nullable());
    });
    assert_eq!(there.lines(&models), ["blog/0001_posts needs auth/0001_users: create table posts"]);
}

#[test]
fn what_follows_from_the_migration_before_is_not_said_again() {
    let mut there = Project::default().with("auth/0001_users", &[], |m| m.create_table("users", id)).with(
        "blog/0001_posts",
        &["auth/0001_users"],
        |m| m.create_table("posts", id),
    );
    let models = wanted(&["auth.users", "blog.posts"], |m| {
        m.create_table("users", id);
        m.create_table("posts", |t| {
            t.id();
            t.references("user_id", "users").nullable();
        });
    });
    assert_eq!(there.lines(&models), ["blog/0002_posts_user_id: add column user_id to posts"]);
}

#[test]
fn a_renamed_table_is_what_its_last_name_came_with() {
    let mut there = Project::default().with("auth/0001_users", &[], |m| m.create_table("users", id)).with(
        "auth/0002_people",
        &[],
        |m| m.rename_table("users", "people"),
    );
    let models = wanted(&["auth.people", "blog.posts"], |m| {
        m.create_table("people", id);
        m.create_table("posts", |t| drop(t.references("person_id", "people")));
    });
    assert_eq!(there.lines(&models), ["blog/0001_posts needs auth/0002_people: create table posts"]);
}

#[test]
fn apps_that_need_each_other_are_divided() {
    let models = wanted(&["a.one", "b.two"], |m| {
        m.create_table("one", |t| {
            t.id();
            t.big_integer("two_id").nullable();
        });
        m.create_table("two", |t| {
            t.id();
            t.references("one_id", "one");
        });
        m.add_foreign_key("one", ["two_id"], "two", ["id"]);
    });
    assert_eq!(
        Project::default().lines(&models),
        [
            "a/0001_one: create table one",
            "b/0001_two needs a/0001_one: create table two",
            "a/0002_fk_one_two_id needs b/0001_two: add foreign key fk_one_two_id to one",
        ]
    );
}

#[test]
fn apps_that_need_different_tables_of_each_other_are_divided() {
    let models = wanted(&["a.a1", "a.a2", "b.b1", "b.b2"], |m| {
        m.create_table("b1", id);
        m.create_table("a2", id);
        m.create_table("a1", |t| drop(t.references("b", "b1")));
        m.create_table("b2", |t| drop(t.references("a", "a2")));
    });
    assert_eq!(
        Project::default().lines(&models),
        [
            "a/0001_a2: create table a2",
            "b/0001_b1_b2 needs a/0001_a2: create table b1, create table b2",
            "a/0002_a1 needs b/0001_b1_b2: create table a1",
        ]
    );
}

#[test]
fn a_table_of_another_app_is_dropped_when_nothing_refers_to_it_any_more() {
    let mut there = Project::default()
        .with("auth/0001_all", &[], |m| {
            m.create_table("users", id);
            m.create_table("teams", id);
        })
        .with("blog/0001_posts", &["auth/0001_all"], |m| {
            m.create_table("posts", |t| {
                t.id();
                t.references("team_id", "teams");
            });
        });
    let models = wanted(&["auth.users", "blog.posts"], |m| {
        m.create_table("users", id);
        m.create_table("posts", id);
    });
    let plan = there.plan(&models);
    let remarks: Vec<String> = plan.migrations.iter().flat_map(|one| &one.remarks).map(ToString::to_string).collect();
    assert_eq!(remarks, ["drops `team_id` of `posts` with all of its values", "drops `teams` with all of its rows"]);
    let gone = Answers { tables: [("teams".into(), None)].into(), ..Answers::default() };
    assert_eq!(
        there.lines_with(&models, &gone),
        [
            "blog/0002_drop_fk_posts_team_id: drop foreign key fk_posts_team_id of posts, drop column team_id of posts",
            "auth/0002_drop_teams needs blog/0002_drop_fk_posts_team_id: drop table teams",
        ]
    );
}

#[test]
fn a_table_that_moved_to_another_app_is_the_same_table() {
    let mut there = Project::default().with("auth/0001_users", &[], |m| m.create_table("users", id)).with(
        "blog/0001_posts",
        &[],
        |m| m.create_table("posts", id),
    );
    let moved = |body: fn(&mut Table)| {
        wanted(&["blog.users", "blog.posts"], move |m| {
            m.create_table("users", body);
            m.create_table("posts", id);
        })
    };
    assert_eq!(there.lines(&moved(id)), [""; 0], "state only");
    let changed = moved(|t| {
        t.id();
        t.text("nick").nullable();
    });
    assert_eq!(there.lines(&changed), ["blog/0002_users_nick needs auth/0001_users: add column nick to users"]);
}

#[test]
fn only_some_apps_and_what_these_need() {
    let models = wanted(&["auth.users", "blog.posts", "shop.items"], |m| {
        blog(m);
        m.create_table("items", id);
    });
    let history = History::default();
    let engine = |apps: &[&str]| MigrationEngine::new(&history).only(apps.iter().map(|app| (*app).to_owned()));
    let planned = |apps: &[&str]| lines(&engine(apps).plan(&models, &Answers::default()).unwrap());
    assert_eq!(planned(&["shop"]), ["shop/0001_items: create table items"]);
    assert_eq!(planned(&["blog"]).len(), 2, "with what it needs of auth");
    assert_eq!(planned(&["auth"]), ["auth/0001_users: create table users"]);
}

/// Whether a table goes is asked where nobody has said so, and of nothing else.
#[test]
fn a_table_that_nothing_wants_is_asked_about() {
    let mut made = Schema::new();
    let columns = vec![schema::Column::new("n", schema::ColumnType::Integer)];
    made.insert(schema::Table { columns, ..schema::Table::new("posts") });
    let mut history = History::default();
    history.follow(&MigrationId::new("blog", "0001_posts"), &[], &made);
    let asked = |answers: &Answers| {
        let plan = MigrationEngine::new(&history).plan(&Wanted::default(), answers).unwrap();
        assert_eq!(plan.migrations.len(), 1);
        plan.questions
    };
    assert_eq!(asked(&Answers::default()), [Question::GoneTable { table: "posts".into() }]);
    let answers = Answers { tables: [("posts".into(), None)].into(), ..Answers::default() };
    assert_eq!(asked(&answers), []);
}

#[test]
fn questions_of_other_apps_are_not_asked() {
    let there = Project::default()
        .with("a/0001", &[], |m| m.create_table("t", id))
        .with("b/0001", &[], |m| m.create_table("u", id));
    let models = wanted(&["a.t", "b.u"], |m| {
        for name in ["t", "u"] {
            m.create_table(name, |t| {
                t.id();
                t.text("must");
            });
        }
    });
    let asked = |engine: MigrationEngine<'_>| engine.plan(&models, &Answers::default()).unwrap().questions.len();
    assert_eq!(asked(MigrationEngine::new(&there.history)), 2);
    assert_eq!(asked(MigrationEngine::new(&there.history).only(["b".to_owned()])), 1);
}

#[test]
fn a_value_that_is_added_is_used_when_it_is_committed() {
    let mut there = Project::default().with("a/0001", &[], |m| {
        m.create_enum("mood", ["fine"]);
        m.create_table("t", |t| t.native_enum("mood", "mood"));
    });
    let models = wanted(&["a.t"], |m| {
        m.create_enum("mood", ["fine", "great"]);
        m.create_table("t", |t| t.native_enum("mood", "mood").default("great"));
    });
    assert_eq!(
        there.lines(&models),
        ["a/0002_mood_great: add value \"great\" to enum mood", "a/0003_alter_t_mood: alter column mood of t"]
    );
}

#[test]
fn a_table_that_a_view_uses_is_renamed_by_hand() {
    let there = Project::default().with("a/0001", &[], |m| {
        m.create_table("t", id);
        m.create_object(crate::dsl::View, "v").create("CREATE VIEW v AS SELECT id FROM t").uses(["t"]);
    });
    // What is wanted has them as they are.
    let mut renamed = wanted(&["a.u"], |m| m.create_table("u", id));
    there.schema.objects().for_each(|object| renamed.schema.insert_object(object.clone()));
    let answers = Answers { tables: [("t".into(), Some("u".into()))].into(), ..Answers::default() };
    let faults = MigrationEngine::new(&there.history).plan(&renamed, &answers).unwrap_err();
    assert_eq!(faults[0].code, "still-used", "which says how to go on");
}

#[test]
fn rows_get_values_of_their_own_where_a_column_is_unique() {
    let mut there = Project::default().with("a/0001", &[], |m| m.create_table("t", id));
    let models = wanted(&["a.t"], |m| {
        m.create_table("t", |t| {
            t.id();
            t.string("slug", 40).unique();
        });
    });
    let [Question::Value { distinct: true, .. }] = &there.plan(&models).questions[..] else { panic!() };
    let value = DefaultValue::Sql("'t' || id".into());
    let answers = Answers { values: [(("t".into(), "slug".into()), value)].into(), ..Answers::default() };
    let lines = there.lines_with(&models, &answers);
    assert!(lines[0].ends_with("alter column slug of t, add unique constraint uq_t_slug to t"), "{lines:?}");
    assert!(lines[0].contains("UPDATE \"t\" SET \"slug\" = ('t' || id) WHERE \"slug\" IS NULL"), "{lines:?}");
}

#[test]
fn a_file_says_what_it_does_and_what_is_lost() {
    let there = Project::default().with("auth/0001_users", &[], |m| m.create_table("users", id)).with(
        "blog/0001_posts",
        &[],
        |m| {
            m.create_table("posts", |t| {
                t.id();
                t.string("title", 80);
                t.text("body");
                t.integer("likes").index();
            });
        },
    );
    let models = wanted(&["auth.users", "blog.posts"], |m| {
        m.create_table("users", id);
        m.create_table("posts", |t| {
            t.id();
            t.string("title", 40);
            t.references("user_id", "users").nullable();
            t.text("body").nullable();
        });
    });
    let planned = &there.plan(&models).migrations[0];
    assert_eq!(
        planned.text().unwrap(),
        r#"//! Drop index `ix_posts_likes` of `posts`, alter column `title` of `posts`, add column `user_id` to `posts`, and 2 more changes.
//!
//! Careful: values of `title` in `posts` may not fit string(40), which is narrower than string(80).
//! Destructive: drops `likes` of `posts` with all of its values.
use covet::dsl::*;

#[migration(depends_on = ["auth/0001_users"])]
fn up(m: &mut Migration) {
    m.drop_index("posts", "ix_posts_likes");
    m.alter_column("posts", |t| t.string("title", 40));
    m.add_column("posts", |t| t.references("user_id", "users").nullable());
    m.alter_column("posts", |t| t.text("body").nullable());
    m.drop_column("posts", "likes");
}
"#
    );
}

#[test]
fn names_are_numbered_or_of_a_moment() {
    let models = wanted(&["a.one", "b.two"], |m| {
        m.create_table("one", id);
        m.create_table("two", id);
    });
    let history = History::default();
    let moment = Numbering::Timestamp("20260131120000".into());
    let engine = MigrationEngine::new(&history).numbering(moment).named("First step");
    let plan = engine.plan(&models, &Answers::default()).unwrap();
    let names: Vec<String> = plan.migrations.iter().map(|one| one.id.to_string()).collect();
    assert_eq!(names, ["a/20260131120000_first_step", "b/20260131120000_first_step"]);
}

mod live {
    use super::*;
    use crate::normal::normalise;

    fn models() -> Wanted {
        wanted(&["a.t"], |m| {
            m.create_table("t", |t| {
                t.id();
                t.boolean("open").default(true);
                t.timestamp_tz("at").default_now();
                t.one_of("kind", ["x", "y"]).comment("which");
                t.string("code", 9);
                t.check("few", "code IN ('a', 'b')");
            });
            m.create_index("t", ["code"]).unique();
        })
    }

    #[test]
    fn what_a_database_cannot_tell_apart_is_no_difference() {
        for dialect in Dialect::ALL {
            let models = models();
            let there = Project::default().with("a/0001", &[], |m| m.create_table("other", id));
            let live = normalise(&models.schema, dialect);
            let plan = MigrationEngine::new(&there.history).plan_from(&live, dialect, &models, &Answers::default());
            assert_eq!(plan, Ok(Plan::default()), "{dialect}");
        }
    }

    #[test]
    fn what_differs_is_said_in_the_words_of_the_models() {
        let there = Project::default().with("a/0001", &[], |m| {
            m.create_table("t", id);
        });
        for dialect in Dialect::ALL {
            let live = normalise(there.history.schema(), dialect);
            let models = wanted(&["a.t"], |m| {
                m.create_table("t", |t| {
                    t.id();
                    t.boolean("open").default(true);
                });
            });
            let engine = MigrationEngine::new(&there.history);
            let plan = engine.plan_from(&live, dialect, &models, &Answers::default()).unwrap();
            let [Operation::AddColumn(add)] = &plan.migrations[0].operations[..] else { panic!("{plan:?}") };
            assert_eq!(add.column.ty, crate::schema::ColumnType::Boolean);
        }
    }

    #[test]
    fn what_a_build_would_refuse_is_refused() {
        let there = Project::default().with("a/0001", &[], |m| {
            m.create_table("t", |t| {
                t.id();
                t.text("note").nullable();
            });
        });
        let models = wanted(&["a.t"], |m| {
            m.create_table("t", |t| {
                t.id();
                t.text("note").nullable();
            });
        });
        let mut live = normalise(there.history.schema(), Dialect::Sqlite);
        live.update(&"t".into(), |table| drop(table.columns.pop()));
        let engine = MigrationEngine::new(&there.history);
        let faults = engine.plan_from(&live, Dialect::Sqlite, &models, &Answers::default()).unwrap_err();
        assert_eq!(faults[0].code, "beside-the-history");
        assert!(faults[0].help.as_ref().unwrap().contains("covet drift"), "{faults:?}");
    }
}
