//! What is acknowledged is not shown, and acknowledgements are ordinary Rust: `cargo test` compiles them.
#![forbid(warnings)]

covet::migrations!(pub static MIGRATIONS = "./../fixtures/acknowledged");

fn main() {
    let _ = MIGRATIONS;
}
