//! Deletions to be carried out, in the order of their numbers.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("delete_tasks", |t| {
        t.timestamp("create_timestamp").default_now();
        t.id_named("opstamp");
        t.references("index_id", "indexes").on_delete(Cascade).key_named("delete_tasks_index_id_fkey");
        t.text("delete_query_json");
    });
    m.add_column("splits", |t| {
        t.big_integer("delete_opstamp").default(0).nullable().check_named("splits_delete_opstamp_check", "delete_opstamp >= 0")
    });
}
