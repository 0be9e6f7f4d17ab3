-- up, step 1
DROP INDEX "ix_users_name";
CREATE UNIQUE INDEX "ix_users_nickname" ON "users" ("name");

-- down, step 1
DROP INDEX "ix_users_nickname";
CREATE UNIQUE INDEX "ix_users_name" ON "users" ("name");
