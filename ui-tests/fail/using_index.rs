//! Indexes that cannot become keys.

covet::migrations!(static MIGRATIONS = "./../fixtures/using_index");

fn main() {
    let _ = MIGRATIONS;
}
