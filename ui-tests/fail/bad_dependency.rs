//! Dependencies that name no migration, and the migration itself.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_dependency");

fn main() {
    let _ = MIGRATIONS;
}
