//! A struct without a key.

#[derive(covet::Model)]
struct Reading {
    at: i64,
    celsius: f64,
}

fn main() {}
