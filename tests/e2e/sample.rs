//! The migrations that most tests apply.

use covet_core::dsl::{Cascade, Migration};

use crate::embed::{Source, migration};

pub const USERS: Source = migration("auth", "0001_users", users);
pub const ROLES: Source = migration("auth", "0002_roles", roles);
pub const LENGTH: Source = migration("auth", "0003_user_email_length", length);
pub const POSTS: Source = migration("blog", "0001_posts", posts);
/// Its second statement fails on every database.
pub const BROKEN: Source = migration("blog", "0002_broken", broken);

/// What is applied in most tests; the third needs SQLite to make a table anew.
pub const ALL: [Source; 4] = [USERS, ROLES, LENGTH, POSTS];

fn users(m: &mut Migration) {
    m.create_table("users", |t| {
        t.id();
        t.string("email", 120).unique();
        t.boolean("is_active").default(true);
        t.timestamps();
    });
}

fn roles(m: &mut Migration) {
    m.create_table("roles", |t| {
        t.id();
        t.string("name", 40).unique();
    });
    m.create_table("user_roles", |t| {
        t.references("user_id", "users").on_delete(Cascade);
        t.references("role_id", "roles").on_delete(Cascade).index();
        t.primary_key(["user_id", "role_id"]);
    });
    m.run_sql("INSERT INTO roles (name) VALUES ('admin'); INSERT INTO roles (name) VALUES ('a;b') -- two")
        .reverse("DELETE FROM roles WHERE name IN ('admin', 'a;b')");
}

fn length(m: &mut Migration) {
    m.alter_column("users", |t| t.string("email", 254));
}

fn posts(m: &mut Migration) {
    m.create_table("posts", |t| {
        t.id();
        t.references("author_id", "users").on_delete(Cascade).index();
        t.string("title", 200);
    });
    m.create_index("posts", ["title"]);
}

fn broken(m: &mut Migration) {
    m.create_table("tags", |t| t.id());
    m.run_sql("INSERT INTO no_such_table VALUES (1)").reverse("");
    m.create_table("never", |t| t.id());
}
