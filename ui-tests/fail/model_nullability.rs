//! Fields that can be what their columns cannot, or the other way round.

struct DateTime<T>(T);

#[derive(covet::Model)]
#[covet(migrations = "./../fixtures/models")]
struct User {
    id: i64,
    #[covet(references = "orgs", on_delete = "set_null", index)]
    org_id: Option<i64>,
    #[covet(length = 120, unique)]
    email: Option<String>,
    bio: String,
    #[covet(default = true)]
    is_active: bool,
    created_at: DateTime<()>,
    updated_at: DateTime<()>,
}

fn main() {}
