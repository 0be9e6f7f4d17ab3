-- up, step 1
CREATE UNIQUE INDEX "ix_users_lower" ON "users" ("age", (lower(name)));

-- down, step 1
DROP INDEX "ix_users_lower";
