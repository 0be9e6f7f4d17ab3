//! What PostgreSQL does not have.

covet::migrations!(static MIGRATIONS = "./../fixtures/postgres_cannot", targets = [postgres]);

fn main() {
    let _ = MIGRATIONS;
}
