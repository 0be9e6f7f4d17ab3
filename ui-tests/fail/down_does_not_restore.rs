//! A down by hand that forgets half of it.

covet::migrations!(static MIGRATIONS = "./../fixtures/down_does_not_restore");

fn main() {
    let _ = MIGRATIONS;
}
