//! Fields with a new name: one is guessed, one is said.

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models")]
struct Org {
    id: i64,
    #[covet(length = 80)]
    title: String,
    #[covet(length = 9, unique, was = "code")]
    sign: String,
}

fn main() {}
