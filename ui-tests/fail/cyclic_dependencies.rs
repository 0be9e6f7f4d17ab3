//! Two apps that wait for each other.

covet::migrations!(static MIGRATIONS = "./../fixtures/cyclic_dependencies");

fn main() {
    let _ = MIGRATIONS;
}
