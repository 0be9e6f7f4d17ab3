//! Programs keep the moments of changes themselves: triggers made splits wait for each other.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.drop_object(Trigger, "touch_index_on_split_change").on("splits");
    m.drop_object(Function, "touch_index_of_split");
    m.drop_object(Trigger, "set_update_timestamp").on("splits");
    m.drop_object(Trigger, "set_update_timestamp").on("indexes");
    m.drop_object(Function, "set_update_timestamp");
    m.drop_column("indexes", "update_timestamp").restore_with("1970-01-01 00:00:00");
}
