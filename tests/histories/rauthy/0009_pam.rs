//! Hosts and their users, with numbers above those that an operating system gives.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("pam_groups", |t| {
        t.integer_id();
        t.text("name");
        t.text("typ");
        t.index(["name"]).unique().name("pam_groups_name_uindex");
    });
    m.create_table("pam_hosts", |t| {
        t.text("id").primary_key();
        t.text("hostname");
        t.references("gid", "pam_groups").key_named("pam_hosts_pam_groups_id_fk").index_named("pam_hosts_gid_index");
        t.binary("secret");
        t.boolean("force_mfa");
        t.index(["hostname", "gid"]).unique().name("pam_hosts_hostname_gid_uindex");
    });
    m.create_table("pam_users", |t| {
        t.integer_id();
        t.text("name");
        t.references("gid", "pam_groups").key_named("pam_users_pam_groups_id_fk").index_named("pam_users_gid_index");
        t.text("email");
        t.text("shell");
        t.foreign_key(["email"], "users", ["email"])
            .name("pam_users_users_email_fk")
            .on_update(Cascade)
            .on_delete(Cascade);
        t.index(["name"]).unique().name("pam_users_name_uindex");
        t.index(["email"]).unique().name("pam_users_email_uindex");
    });
    m.create_table("pam_rel_groups_users", |t| {
        t.references("gid", "pam_groups").on_delete(Cascade).key_named("pam_rel_groups_users_pam_groups_id_fk");
        t.references("uid", "pam_users").on_delete(Cascade).key_named("pam_rel_groups_users_pam_users_id_fk");
        t.primary_key(["gid", "uid"]);
    });
    m.run_sql("")
        .postgres(
            "ALTER TABLE pam_groups ALTER COLUMN id RESTART WITH 100000;
             ALTER TABLE pam_users ALTER COLUMN id RESTART WITH 100000",
        )
        .sqlite("INSERT INTO sqlite_sequence (name, seq) VALUES ('pam_groups', 99999), ('pam_users', 99999)")
        .reverse("");
    m.run_sql("INSERT INTO pam_groups (name, typ) VALUES ('wheel', 'immutable'), ('default', 'host')")
        .reverse("DELETE FROM pam_groups");
}
