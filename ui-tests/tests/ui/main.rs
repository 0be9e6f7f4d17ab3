//! What the compiler says, through the macros, to migrations that are wrong, and that it takes those that are right.
//!
//! `TRYBUILD=overwrite cargo test -p ui-tests` writes the `.stderr` files anew. They leave out the numbers of lines in
//! migration files; the line and the carets under it are there, and `places` counts the numbers.

mod alone;
mod combine;
mod config;
mod lint;
mod models;
mod places;
mod project;
mod tracking;

#[test]
fn cases() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/*.rs");
    cases.pass("pass/*.rs");
}
