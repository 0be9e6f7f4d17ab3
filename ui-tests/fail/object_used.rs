//! Changes under objects that use what is changed.

covet::migrations!(static MIGRATIONS = "./../fixtures/object_used");

fn main() {
    let _ = MIGRATIONS;
}
