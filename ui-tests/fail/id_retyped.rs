//! An id that becomes something else.

covet::migrations!(static MIGRATIONS = "./../fixtures/id_retyped");

fn main() {
    let _ = MIGRATIONS;
}
