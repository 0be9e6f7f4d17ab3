-- up, step 1
CREATE INDEX "ix_users_name_age" ON "users" ("name", "age" DESC);

-- up, step 2
CREATE UNIQUE INDEX "one_of_each_age" ON "users" ("age");

-- down, step 1
DROP INDEX "one_of_each_age";

-- down, step 2
DROP INDEX "ix_users_name_age";
