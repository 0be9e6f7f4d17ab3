//! A field that no migration creates.

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models")]
struct Org {
    id: i64,
    #[covet(length = 80)]
    name: String,
    #[covet(length = 9, unique)]
    code: String,
    motto: Option<String>,
}

fn main() {}
