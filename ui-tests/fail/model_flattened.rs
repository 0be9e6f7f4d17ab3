//! Columns that cannot be seen.

struct Address;

#[derive(covet::Model)]
struct User {
    id: i64,
    #[sqlx(flatten)]
    address: Address,
}

fn main() {}
