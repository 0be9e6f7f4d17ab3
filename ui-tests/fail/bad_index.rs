//! Indexes that say too much or too little.

covet::migrations!(static MIGRATIONS = "./../fixtures/bad_index");

fn main() {
    let _ = MIGRATIONS;
}
