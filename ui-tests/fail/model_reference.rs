//! References to a table that is not there, and to a key of another type.

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models", table = "orgs")]
struct Org {
    id: i64,
    #[covet(length = 80)]
    name: String,
    #[covet(length = 9, unique)]
    code: String,
    #[covet(references = "user")]
    owner: i64,
}

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models", table = "orgs")]
struct Company {
    id: i64,
    #[covet(length = 80)]
    name: String,
    #[covet(length = 9, unique)]
    code: String,
    #[covet(references = "users")]
    owner: String,
}

fn main() {}
