//! A key that is another.

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models")]
struct Org {
    #[covet(type = "big_integer")]
    id: i64,
    #[covet(length = 80)]
    name: String,
    #[covet(length = 9, primary_key)]
    code: String,
}

fn main() {}
