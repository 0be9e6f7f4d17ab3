//! Two names that differ only by case.

covet::migrations!(static MIGRATIONS = "./../fixtures/order_case");

fn main() {
    let _ = MIGRATIONS;
}
