//! Kinds of objects that there are not.

covet::migrations!(static MIGRATIONS = "./../fixtures/object_kind");

fn main() {
    let _ = MIGRATIONS;
}
