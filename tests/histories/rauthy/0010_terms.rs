//! The terms of service, and who has agreed to which.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("tos", |t| {
        t.big_integer("ts").primary_key();
        t.text("author");
        t.boolean("is_html");
        t.text("content");
        t.index(["ts"]).unique().desc("ts").name("tos_ts_uindex");
    });
    m.create_table("tos_user_accept", |t| {
        t.references("user_id", "users").on_delete(Cascade);
        t.references("tos_ts", "tos").on_delete(Cascade);
        t.big_integer("accept_ts");
        t.text("location");
        t.primary_key(["user_id", "tos_ts"]);
    });
}
