-- up, step 1
-- outside of a transaction
DROP INDEX CONCURRENTLY "ix_users_name";

-- down, step 1
-- outside of a transaction
CREATE INDEX CONCURRENTLY "ix_users_name" ON "users" ("name");
