//! Types that no database has.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_type");

fn main() {
    let _ = MIGRATIONS;
}
