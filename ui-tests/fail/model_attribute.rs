//! Attributes that say nothing that can be said.

#[derive(covet::Model)]
#[covet(tabel = "people", index(nme))]
struct User {
    id: i64,
    #[covet(uniqe)]
    name: String,
    #[covet(length = "80")]
    email: String,
    #[covet(on_delete = "cascade")]
    org_id: i64,
    #[covet(default = now)]
    seen: String,
    #[covet]
    age: i32,
}

fn main() {}
