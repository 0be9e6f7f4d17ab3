//! An index has a unique id beside the one that people give it.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.drop_foreign_key("splits", "splits_index_id_fkey");
    m.drop_foreign_key("delete_tasks", "delete_tasks_index_id_fkey");
    m.rename_column("indexes", "index_id", "index_uid");
    m.alter_column("indexes", |t| t.string("index_uid", 282));
    m.add_column("indexes", |t| t.string("index_id", 255).default(""));
    m.run_sql("UPDATE indexes SET index_id = index_uid").reverse("");
    m.add_unique("indexes", ["index_id"]).name("indexes_index_id_unique");
    m.rename_column("splits", "index_id", "index_uid");
    m.alter_column("splits", |t| t.string("index_uid", 282));
    m.add_foreign_key("splits", ["index_uid"], "indexes", ["index_uid"]).name("splits_index_uid_fkey").on_delete(Cascade);
    m.rename_column("delete_tasks", "index_id", "index_uid");
    m.alter_column("delete_tasks", |t| t.string("index_uid", 282));
    m.add_foreign_key("delete_tasks", ["index_uid"], "indexes", ["index_uid"])
        .name("delete_tasks_index_uid_fkey")
        .on_delete(Cascade);
}
