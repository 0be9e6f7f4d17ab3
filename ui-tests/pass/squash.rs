//! A squash, with what it replaces and without it.

covet::migrations!(static BOTH = "./../fixtures/squash");
covet::migrations!(static ALONE = "./../fixtures/squash_alone");

fn main() {
    let _ = (BOTH, ALONE);
}
