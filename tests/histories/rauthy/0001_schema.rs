//! Accounts, the clients that they sign in at, and what they sign in with.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("auth_providers", |t| {
        t.text("id").primary_key();
        t.boolean("enabled");
        t.text("name");
        t.binary("secret").nullable();
        t.text("root_pem").nullable();
    });
    m.create_table("clients", |t| {
        t.text("id").primary_key();
        t.text("name").nullable();
        t.boolean("confidential");
        t.text("redirect_uris");
        t.integer("auth_code_lifetime");
    });
    m.create_table("client_logos", |t| {
        t.references("client_id", "clients").on_update(Cascade).on_delete(Cascade).key_named("client_logos_client_id_fk");
        t.text("res");
        t.text("content_type");
        t.binary("data");
        t.primary_key(["client_id", "res"]);
    });
    m.create_table("events", |t| {
        t.text("id");
        t.big_integer("timestamp");
        t.small_integer("typ");
        t.small_integer("level");
        t.text("ip").nullable();
        t.text("text").nullable();
        t.primary_key(["id", "timestamp"]);
        t.index(["timestamp"]).desc("timestamp").name("events_timestamp_index");
    });
    m.create_table("groups", |t| {
        t.text("id").primary_key();
        t.text("name");
    });
    m.create_table("user_attr_config", |t| {
        t.text("name").primary_key();
        t.text("desc").nullable();
    });
    m.create_table("mfa_apps", |t| {
        t.text("app_id").primary_key();
        t.text("name");
    });
    m.create_table("users", |t| {
        t.text("id").primary_key();
        t.text("email").unique_named("users_email_uindex");
        t.text("given_name");
        t.text("roles");
        t.text("groups").nullable();
        t.boolean("enabled");
        t.big_integer("created_at").index_named("users_created_at_index");
        t.integer("failed_login_attempts").nullable();
        t.text("language").default("en");
        t.text("mfa_app").nullable();
        t.text("webauthn_user_id").nullable();
        t.index(["webauthn_user_id"]).unique().name("users_webauthn_user_id_index");
    });
    m.create_table("magic_links", |t| {
        t.text("id").primary_key();
        t.references("user_id", "users")
            .on_update(Cascade)
            .on_delete(Cascade)
            .key_named("magic_links_users_id_fk")
            .index_named("magic_links_user_id_index");
        t.text("csrf_token");
        t.big_integer("exp").index_named("magic_links_exp_index");
        t.boolean("used");
    });
    m.create_table("sessions", |t| {
        t.text("id").primary_key();
        t.references("user_id", "users").nullable().on_update(Cascade).on_delete(Cascade).key_named("sessions_users_id_fk");
        t.boolean("is_mfa");
        t.text("state");
        t.big_integer("exp").index_named("sessions_exp_index");
    });
    m.create_table("user_attr_values", |t| {
        t.references("user_id", "users").on_update(Cascade).on_delete(Cascade);
        t.references("key", "user_attr_config").on_update(Cascade).on_delete(Cascade);
        t.binary("value");
        t.primary_key(["user_id", "key"]);
    });
    m.create_table("users_values", |t| {
        t.references("id", "users").primary_key().on_update(Cascade).on_delete(Cascade).key_named("users_values_users_id_fk");
        t.text("birthdate").nullable();
        t.integer("zip").nullable();
        t.text("city").nullable();
    });
}
