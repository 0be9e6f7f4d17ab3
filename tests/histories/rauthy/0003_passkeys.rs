//! Passkeys take the place of the devices of before.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("passkeys", |t| {
        t.references("user_id", "users").on_update(Cascade).on_delete(Cascade).key_named("passkeys_users_id_fk");
        t.text("name");
        t.text("passkey_user_id").index_named("passkeys_passkey_user_id_index");
        t.text("passkey");
        t.binary("credential_id");
        t.big_integer("registered");
        t.boolean("user_verified").nullable();
        t.primary_key(["user_id", "name"]);
        t.index(["credential_id"]).unique().name("passkeys_credential_id_index");
    });
}
