//! Types that do not become each other.

covet::migrations!(static MIGRATIONS = "./../fixtures/conversions");

fn main() {
    let _ = MIGRATIONS;
}
