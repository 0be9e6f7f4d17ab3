//! Two calls with one directory: each error is shown once.

covet::migrations!(static ONE = "./../fixtures/two_calls");
covet::migrations!(static TWO = "./../fixtures/two_calls");

fn main() {
    let _ = (ONE, TWO);
}
