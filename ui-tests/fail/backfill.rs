//! Backfills that cannot be.

covet::migrations!(static MIGRATIONS = "./../fixtures/backfill");

fn main() {
    let _ = MIGRATIONS;
}
