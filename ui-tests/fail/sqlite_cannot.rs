//! What SQLite does not have.

covet::migrations!(static MIGRATIONS = "./../fixtures/sqlite_cannot", targets = [sqlite]);

fn main() {
    let _ = MIGRATIONS;
}
