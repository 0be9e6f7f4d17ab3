//! A name that stands in the order file twice.

covet::migrations!(static MIGRATIONS = "./../fixtures/order_twice");

fn main() {
    let _ = MIGRATIONS;
}
