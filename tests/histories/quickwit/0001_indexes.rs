//! Indexes of the metastore, each with the moment of its last change.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("indexes", |t| {
        t.string("index_id", 50).primary_key();
        t.text("index_metadata_json");
        t.timestamp("create_timestamp").default_now();
        t.timestamp("update_timestamp").default_now();
    });
    m.create_object(Function, "set_update_timestamp").create(
        "CREATE FUNCTION set_update_timestamp() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             IF NEW IS DISTINCT FROM OLD AND NEW.update_timestamp IS NOT DISTINCT FROM OLD.update_timestamp THEN
                 NEW.update_timestamp := now() AT TIME ZONE 'utc';
             END IF;
             RETURN NEW;
         END $$",
    );
    m.create_object(Trigger, "set_update_timestamp")
        .on("indexes")
        .create(
            "CREATE TRIGGER set_update_timestamp BEFORE UPDATE ON indexes
             FOR EACH ROW EXECUTE FUNCTION set_update_timestamp()",
        )
        .uses(["set_update_timestamp"]);
}
