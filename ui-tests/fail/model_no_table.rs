//! A model whose table no migration makes, and one whose table is named otherwise.

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models")]
struct Invoice {
    id: i64,
}

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models", table = "user")]
struct User {
    id: i64,
}

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models", table = "companies", was = "orgs")]
struct Company {
    id: i64,
}

fn main() {}
