//! The order file names a file that is not there.

covet::migrations!(static MIGRATIONS = "./../fixtures/order_missing_file");

fn main() {
    let _ = MIGRATIONS;
}
