-- up, step 1
CREATE INDEX "ix_users_name_age" ON "users" ("name", "age" DESC);

-- down, step 1
DROP INDEX "ix_users_name_age";
