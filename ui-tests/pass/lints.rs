//! Strict lints have nothing against what the macros emit.
#![forbid(warnings, unsafe_code, missing_docs, unreachable_pub, unused_qualifications, non_snake_case)]
#![forbid(let_underscore_drop, single_use_lifetimes, trivial_casts, elided_lifetimes_in_paths)]

covet::migrations!(pub static MIGRATIONS = "./../fixtures/app");

fn main() {
    let _all = (MIGRATIONS, covet::migrations!("./../fixtures/app"));
}
