//! An app in two of the sets that are combined.

mod one {
    covet::migrations!(pub static MIGRATIONS = "./../fixtures/combine_twice");
}
mod two {
    covet::migrations!(pub static MIGRATIONS = "./../fixtures/combine_twice");
}

covet::combine!(static ALL = [one::MIGRATIONS, two::MIGRATIONS]);

fn main() {
    let _ = ALL;
}
