//! Constraints that the migrations do not have, and that the struct does not say.

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models", unique(name, code), check("code <> ''"), comment = "who we work for")]
struct Org {
    id: i64,
    #[covet(length = 80, index)]
    name: String,
    #[covet(length = 9)]
    code: String,
}

fn main() {}
