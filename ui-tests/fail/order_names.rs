//! Names that some file system takes for something else.

covet::migrations!(static MIGRATIONS = "./../fixtures/order_names");

fn main() {
    let _ = MIGRATIONS;
}
