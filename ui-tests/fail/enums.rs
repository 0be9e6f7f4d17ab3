//! Native enums that are there, or are not, or have other values.

covet::migrations!(static MIGRATIONS = "./../fixtures/enums", targets = [postgres]);

fn main() {
    let _ = MIGRATIONS;
}
