//! Splits of an index; a change of one is a change of its index.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("splits", |t| {
        t.string("split_id", 50).primary_key();
        t.string("split_state", 30);
        t.big_integer("time_range_start").nullable();
        t.big_integer("time_range_end").nullable();
        t.text("tags").array();
        t.text("split_metadata_json");
        t.references("index_id", "indexes").key_named("splits_index_id_fkey");
        t.timestamp("create_timestamp").default_now();
        t.timestamp("update_timestamp").default_now();
    });
    m.create_object(Function, "touch_index_of_split").create(
        "CREATE FUNCTION touch_index_of_split() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             UPDATE indexes SET update_timestamp = now() AT TIME ZONE 'utc'
             WHERE index_id = coalesce(NEW.index_id, OLD.index_id);
             RETURN NULL;
         END $$",
    );
    m.create_object(Trigger, "touch_index_on_split_change")
        .on("splits")
        .create(
            "CREATE TRIGGER touch_index_on_split_change AFTER INSERT OR UPDATE OR DELETE ON splits
             FOR EACH ROW EXECUTE FUNCTION touch_index_of_split()",
        )
        .uses(["touch_index_of_split", "indexes"]);
    m.create_object(Trigger, "set_update_timestamp")
        .on("splits")
        .create(
            "CREATE TRIGGER set_update_timestamp BEFORE UPDATE ON splits
             FOR EACH ROW EXECUTE FUNCTION set_update_timestamp()",
        )
        .uses(["set_update_timestamp"]);
}
