//! Splits of metrics, found by what they are tagged with.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("metrics_splits", |t| {
        t.string("split_id", 50).primary_key();
        t.string("split_state", 30);
        t.references("index_uid", "indexes").key_named("metrics_splits_index_uid_fkey");
        t.big_integer("time_range_start");
        t.big_integer("time_range_end");
        t.text("metric_names").array();
        t.text("tag_service").array().nullable();
        t.text("tag_host").array().nullable();
        t.text("high_cardinality_tag_keys").array().default("{}");
        t.big_integer("num_rows");
        t.text("split_metadata_json");
        t.timestamp("create_timestamp").default_now();
        t.timestamp("publish_timestamp").nullable();
        t.index(["time_range_start", "time_range_end"]).name("idx_metrics_splits_time");
        t.index(["metric_names"]).using("gin").name("idx_metrics_splits_metric_names");
        t.index(["tag_service"]).using("gin").name("idx_metrics_splits_tag_service");
        t.index(["tag_host"]).using("gin").name("idx_metrics_splits_tag_host");
    });
}
