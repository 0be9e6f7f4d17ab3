//! An account may be one of another provider's.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.add_column("users", |t| {
        t.references("auth_provider_id", "auth_providers")
            .nullable()
            .on_update(Cascade)
            .on_delete(SetNull)
            .key_named("users_auth_providers_id_fk")
    });
    m.add_column("users", |t| t.text("federation_uid").nullable());
    m.add_unique("users", ["auth_provider_id", "federation_uid"]).name("users_federation_key");
}
