//! Lines of an order file that say nothing, or too much.

covet::migrations!(static MIGRATIONS = "./../fixtures/order_lines");

fn main() {
    let _ = MIGRATIONS;
}
