//! A default that is another, and one that the struct does not say.

struct DateTime<T>(T);

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models")]
struct User {
    id: i64,
    #[covet(references = "orgs", on_delete = "cascade", index)]
    org_id: Option<i64>,
    #[covet(length = 120, unique)]
    email: String,
    bio: Option<String>,
    #[covet(default = false)]
    is_active: bool,
    created_at: DateTime<()>,
    #[covet(no_default)]
    updated_at: DateTime<()>,
}

fn main() {}
