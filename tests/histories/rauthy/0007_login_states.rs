//! Who is signed in where, so that signing out reaches all of it.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("user_login_states", |t| {
        t.big_integer("timestamp");
        t.references("user_id", "users").on_delete(Cascade).key_named("user_login_states_users_id_fk");
        t.references("client_id", "clients").on_delete(Cascade).key_named("user_login_states_clients_id_fk");
        t.references("session_id", "sessions")
            .nullable()
            .on_delete(SetNull)
            .key_named("user_login_states_sessions_id_fk")
            .index_named("user_login_states_session_id_index");
        t.primary_key(["timestamp", "user_id", "client_id"]);
    });
    m.add_column("clients", |t| t.text("backchannel_logout_uri").nullable().index_named("backchannel_logout_uri_index"));
}
