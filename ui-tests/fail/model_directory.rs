//! A directory that is not there.

#[derive(covet::Model)]
#[covet(migrations = "db/migratons")]
struct User {
    id: i64,
}

fn main() {}
