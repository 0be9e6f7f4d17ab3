//! Places behind a byte order mark, tabs, line ends of Windows and letters of more than one byte.

covet::migrations!(static MIGRATIONS = "./../fixtures/exact_columns");

fn main() {
    let _ = MIGRATIONS;
}
