-- up, step 1
DROP INDEX "ix_users_name";

-- down, step 1
CREATE INDEX "ix_users_name" ON "users" ("name");
