//! When a split was published, as the database sees it.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.add_column("splits", |t| t.timestamp("publish_timestamp").nullable());
    m.create_object(Function, "set_publish_timestamp").create(
        "CREATE FUNCTION set_publish_timestamp() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             IF NEW.split_state = 'Published' THEN
                 NEW.publish_timestamp := now() AT TIME ZONE 'utc';
             END IF;
             RETURN NEW;
         END $$",
    );
    m.create_object(Trigger, "set_publish_timestamp")
        .on("splits")
        .create(
            "CREATE TRIGGER set_publish_timestamp BEFORE UPDATE ON splits
             FOR EACH ROW EXECUTE FUNCTION set_publish_timestamp()",
        )
        .uses(["set_publish_timestamp"]);
}
