-- up, step 1
ALTER TABLE "users" ADD CONSTRAINT "uq_users_age" UNIQUE NULLS NOT DISTINCT ("age");

-- up, step 2
ALTER TABLE "users" ADD CONSTRAINT "uq_users_name" UNIQUE ("name") DEFERRABLE INITIALLY DEFERRED;

-- down, step 1
ALTER TABLE "users" DROP CONSTRAINT "uq_users_name";

-- down, step 2
ALTER TABLE "users" DROP CONSTRAINT "uq_users_age";
