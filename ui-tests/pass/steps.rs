//! Rust steps take the connection of any database.

covet::migrations!(static POSTGRES = "./../fixtures/step_postgres", targets = [postgres]);
covet::migrations!(static MYSQL = "./../fixtures/step_mysql", targets = [mysql]);
covet::migrations!(static SQLITE = "./../fixtures/step_sqlite", targets = [sqlite]);
covet::migrations!(static ANY = "./../fixtures/app");

fn main() {
    let _ = (POSTGRES, MYSQL, SQLITE, ANY);
}
