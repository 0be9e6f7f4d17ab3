//! What an installation begins with.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.run_sql(
        "INSERT INTO user_attr_config (name, \"desc\") VALUES ('birthplace', NULL);
         INSERT INTO groups (id, name) VALUES ('g1', 'admin')",
    )
    .reverse("DELETE FROM groups; DELETE FROM user_attr_config");
}
