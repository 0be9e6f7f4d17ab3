//! Types that are no column without another word.

struct Email(String);
struct Decimal;

#[derive(covet::Model)]
struct User {
    id: i64,
    email: Email,
    price: Option<Decimal>,
    count: usize,
    pairs: Vec<(i64, i64)>,
}

fn main() {}
