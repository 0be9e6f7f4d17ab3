//! A name that would have to be computed.

covet::migrations!(static MIGRATIONS = "./../fixtures/format_macro");

fn main() {
    let _ = MIGRATIONS;
}
