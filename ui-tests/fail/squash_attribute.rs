//! Lists that say nothing of what is replaced.

covet::migrations!(static MIGRATIONS = "./../fixtures/squash_attribute");

fn main() {
    let _ = MIGRATIONS;
}
