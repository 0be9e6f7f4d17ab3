//! From when on a split is merged no more.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.add_column("splits", |t| t.timestamp("maturity_timestamp").nullable().default_sql("to_timestamp(0)"));
    m.create_index("splits", ["index_uid"]).name("splits_index_uid_idx");
    m.create_index("splits", ["time_range_start", "time_range_end"]).name("splits_time_range_idx");
}
