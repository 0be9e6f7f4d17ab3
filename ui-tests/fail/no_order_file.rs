//! Migrations without an order.

covet::migrations!(static MIGRATIONS = "./../fixtures/no_order_file");

fn main() {
    let _ = MIGRATIONS;
}
