//! The tables in which other tools keep what they have applied: none of a migration's business.

use covet_core::schema::Table;
use covet_runtime::Introspected;

/// Such tables, in lower case, with whose they are.
const TABLES: [(&str, &str); 20] = [
    ("__diesel_schema_migrations", "diesel"),
    ("__efmigrationshistory", "Entity Framework"),
    ("_cf_kv", "D1"),
    ("_prisma_migrations", "Prisma"),
    ("_sqlx_migrations", "sqlx"),
    ("alembic_version", "Alembic"),
    ("ar_internal_metadata", "Rails"),
    ("atlas_schema_revisions", "Atlas"),
    ("databasechangelog", "Liquibase"),
    ("databasechangeloglock", "Liquibase"),
    ("django_migrations", "Django"),
    ("flyway_schema_history", "Flyway"),
    ("goose_db_version", "goose"),
    ("knex_migrations", "Knex"),
    ("knex_migrations_lock", "Knex"),
    ("refinery_schema_history", "refinery"),
    ("schema_migrations", "dbmate, Rails or golang-migrate"),
    ("seaql_migrations", "sea-orm"),
    ("sequelizemeta", "Sequelize"),
    ("typeorm_metadata", "TypeORM"),
];

fn whose(table: &Table) -> Option<&'static str> {
    let name = table.name.name.to_lowercase();
    TABLES.iter().find(|(known, _)| *known == name).map(|(_, tool)| *tool)
}

/// What was read without such tables, and a line for each.
pub(super) fn without(mut live: Introspected) -> (Introspected, Vec<String>) {
    let mut lines = Vec::new();
    for table in live.schema.clone().tables() {
        if let Some(tool) = whose(table) {
            live.schema.remove(&table.name);
            live.unmodelled.retain(|one| one.table.as_ref() != Some(&table.name));
            lines.push(format!("table `{}`, which is that of {tool}", table.name));
        }
    }
    (live, lines)
}
