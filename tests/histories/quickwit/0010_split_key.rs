//! A split is known within its index.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.drop_primary_key("splits");
    m.add_primary_key("splits", ["index_uid", "split_id"]);
    m.drop_index("splits", "splits_index_uid_idx");
}
