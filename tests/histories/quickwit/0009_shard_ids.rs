//! A shard is named, no longer numbered, and goes with its index.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.alter_column("shards", |t| t.string("shard_id", 255));
    m.drop_object(Sequence, "shards_shard_id_seq");
    m.alter_column("shards", |t| t.native_enum("shard_state", "shard_state").default("open"));
    m.alter_column("shards", |t| t.string("publish_position_inclusive", 255).default(""));
    m.drop_foreign_key("shards", "shards_index_uid_fkey");
    m.add_foreign_key("shards", ["index_uid"], "indexes", ["index_uid"]).name("shards_index_uid_fkey").on_delete(Cascade);
}
