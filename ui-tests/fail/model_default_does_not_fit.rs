//! Defaults, lengths and expressions that no column can have.

#[derive(covet::Model)]
#[covet(primary_key(id, id))]
struct User {
    id: i64,
    #[covet(default = "yes")]
    is_active: bool,
    #[covet(length = 3, default = "four")]
    code: String,
    #[covet(check = "")]
    age: i32,
    #[covet(unsigned)]
    name: String,
}

fn main() {}
