//! A column without a field.

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models")]
struct Org {
    id: i64,
    #[covet(length = 9, unique)]
    code: String,
}

fn main() {}
