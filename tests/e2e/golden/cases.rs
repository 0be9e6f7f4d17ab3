//! The cases: at least one for each operation, each type and each kind of default.

mod alterations;
mod columns;
mod indexes;
mod keys;
mod names;
mod objects;
mod refusals;
mod renames;
mod sql;
mod staged;
mod tables;
mod together;
mod types;

use covet_core::dsl::*;

use super::Case;

/// All of them.
pub(super) fn all() -> Vec<Case> {
    [
        tables::cases(),
        together::cases(),
        columns::cases(),
        alterations::cases(),
        keys::cases(),
        sql::cases(),
        names::cases(),
        refusals::cases(),
        types::cases(),
        indexes::cases(),
        renames::cases(),
        objects::cases(),
        staged::cases(),
    ]
    .concat()
}

/// Users, of whom one has been deleted: the next id is 4.
fn users(m: &mut Migration) {
    m.create_table("users", |t| {
        t.id();
        t.string("name", 40);
        t.integer("age").nullable();
    });
}
const USERS: &str = "INSERT INTO users (name, age) VALUES ('ann', 30), ('bob', NULL), ('eve', 50);
    DELETE FROM users WHERE name = 'eve'";

/// Posts by users, gone when their user is.
fn users_and_posts(m: &mut Migration) {
    users(m);
    m.create_table("posts", |t| {
        t.id();
        t.references("user_id", "users").on_delete(Cascade);
        t.string("title", 80);
    });
}
const POSTS: &str = "INSERT INTO users (name, age) VALUES ('ann', 30), ('bob', NULL);
    INSERT INTO posts (user_id, title) VALUES (1, 'one'), (2, 'two')";

/// Countries by their codes, and cities in them.
fn countries(m: &mut Migration) {
    m.create_table("countries", |t| t.string("code", 2).primary_key());
    m.create_table("cities", |t| {
        t.id();
        t.references("country", "countries").nullable();
    });
}
const COUNTRIES: &str = "INSERT INTO countries VALUES ('de'); INSERT INTO cities (country) VALUES ('de')";
