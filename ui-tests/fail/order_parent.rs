//! A name that leaves the directory.

covet::migrations!(static MIGRATIONS = "./../fixtures/order_parent");

fn main() {
    let _ = MIGRATIONS;
}
