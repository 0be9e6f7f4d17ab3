-- up, step 1
CREATE UNIQUE INDEX "ix_users_young" ON "users" ("name") WHERE age IS NULL;

-- down, step 1
DROP INDEX "ix_users_young";
