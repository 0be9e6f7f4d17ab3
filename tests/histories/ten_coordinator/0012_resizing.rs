//! A position can be resized.
use covet::dsl::*;

#[migration(irreversible = "PostgreSQL takes no value of an enum away")]
fn up(m: &mut Migration) {
    m.add_enum_value("PositionState_Type2", "Resizing").after("Open");
}
