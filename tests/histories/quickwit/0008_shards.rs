//! Shards of the ingest queues, numbered by a sequence.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_enum("shard_state", ["unspecified", "open", "unavailable", "closed"]);
    m.create_object(Sequence, "shards_shard_id_seq").create("CREATE SEQUENCE shards_shard_id_seq");
    m.create_table("shards", |t| {
        t.references("index_uid", "indexes").key_named("shards_index_uid_fkey");
        t.string("source_id", 255);
        t.big_integer("shard_id").default_sql("nextval('shards_shard_id_seq')");
        t.string("leader_id", 255);
        t.string("follower_id", 255).nullable();
        t.native_enum("shard_state", "shard_state");
        t.string("publish_position_inclusive", 255);
        t.string("publish_token", 255).nullable();
        t.primary_key(["index_uid", "source_id", "shard_id"]);
    });
}
