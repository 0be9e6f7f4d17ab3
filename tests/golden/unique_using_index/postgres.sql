-- up, step 1
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY "ix_users_name" ON "users" ("name");

-- up, step 2
ALTER TABLE "users" ADD CONSTRAINT "uq_users_name" UNIQUE USING INDEX "ix_users_name";

-- up, step 3
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY "uq_age" ON "users" ("age");

-- up, step 4
ALTER TABLE "users" ADD CONSTRAINT "uq_age" UNIQUE USING INDEX "uq_age";

-- down, step 1
ALTER TABLE "users" DROP CONSTRAINT "uq_age";

-- down, step 2
ALTER TABLE "users" DROP CONSTRAINT "uq_users_name";
