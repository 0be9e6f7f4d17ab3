//! Indexes are found by the beginning of their ids.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.drop_unique("indexes", "indexes_index_id_unique");
    m.create_index("indexes", ["index_id"])
        .unique()
        .opclass("index_id", "varchar_pattern_ops")
        .name("indexes_index_id_unique");
}
