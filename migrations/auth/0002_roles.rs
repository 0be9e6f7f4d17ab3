//! What a user may do.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("roles", |t| {
        t.id();
        t.string("name", 40).unique();
    });
    m.create_table("user_roles", |t| {
        t.references("user_id", "users").on_delete(Cascade);
        t.references("role_id", "roles").on_delete(Cascade).index();
        t.primary_key(["user_id", "role_id"]);
    });
    m.run_sql("INSERT INTO roles (name) VALUES ('admin'), ('author')")
        .reverse("DELETE FROM roles WHERE name IN ('admin', 'author')");
}
