//! What the planner of compactions reads at every tick, in order.
use covet::dsl::*;

#[migration(transaction = false)]
fn up(m: &mut Migration) {
    m.create_index("splits", ["maturity_timestamp", "split_id"])
        .filter("split_state = 'Published'")
        .name("splits_published_maturity_timestamp_idx")
        .concurrently();
}
