//! What is no struct with fields of its own.

#[derive(covet::Model)]
enum State {
    Open,
}

#[derive(covet::Model)]
struct Pair(i64, i64);

#[derive(covet::Model)]
struct Nothing;

fn takes<M: covet::Model>() {}

#[allow(dead_code)]
fn no_second_error() {
    takes::<State>();
}

fn main() {}
