//! An expression that a database does not convert by.

covet::migrations!(static MIGRATIONS = "./../fixtures/using", targets = [mysql]);

fn main() {
    let _ = MIGRATIONS;
}
