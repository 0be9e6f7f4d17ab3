//! A file that the order file does not name.

covet::migrations!(static MIGRATIONS = "./../fixtures/order_unlisted_file");

fn main() {
    let _ = MIGRATIONS;
}
