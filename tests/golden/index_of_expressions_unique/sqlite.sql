-- up, step 1
CREATE UNIQUE INDEX "ix_users_upper_name" ON "users" ((upper(name)) DESC, "age");

-- down, step 1
DROP INDEX "ix_users_upper_name";
