//! Fields whose types are not those of their columns.

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models")]
struct Org {
    id: i64,
    #[covet(length = 200)]
    name: String,
    #[covet(unique)]
    code: std::string::String,
}

fn main() {}
