//! An app without an order file, and a migration beside the apps.

covet::migrations!(static MIGRATIONS = "./../fixtures/app_without_order");

fn main() {
    let _ = MIGRATIONS;
}
