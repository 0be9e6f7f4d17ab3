-- up, step 1
-- outside of a transaction
CREATE INDEX CONCURRENTLY "ix_users_name_age" ON "users" ("name", "age" DESC);

-- up, step 2
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY "one_of_each_age" ON "users" ("age");

-- down, step 1
-- outside of a transaction
DROP INDEX CONCURRENTLY "one_of_each_age";

-- down, step 2
-- outside of a transaction
DROP INDEX CONCURRENTLY "ix_users_name_age";
