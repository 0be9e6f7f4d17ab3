//! What compaction has to know of a split of metrics.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.add_column("metrics_splits", |t| t.big_integer("window_start").nullable());
    m.add_column("metrics_splits", |t| t.text("sort_fields").default(""));
    m.add_column("metrics_splits", |t| t.binary("row_keys").nullable());
    m.add_column("metrics_splits", |t| t.json("zonemap_regexes").default("{}"));
    m.add_column("metrics_splits", |t| {
        t.big_integer("delete_opstamp").nullable().default(0).check("delete_opstamp >= 0")
    });
    m.create_object(Trigger, "set_publish_timestamp")
        .on("metrics_splits")
        .create(
            "CREATE TRIGGER set_publish_timestamp BEFORE UPDATE ON metrics_splits
             FOR EACH ROW WHEN (OLD.split_state = 'Staged') EXECUTE FUNCTION set_publish_timestamp()",
        )
        .uses(["set_publish_timestamp"]);
    m.create_index("metrics_splits", ["index_uid", "sort_fields", "window_start"])
        .filter("split_state = 'Published'")
        .name("idx_metrics_splits_compaction_scope");
}
