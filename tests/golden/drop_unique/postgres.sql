-- up, step 1
ALTER TABLE "users" DROP CONSTRAINT "uq_users_name_age";

-- down, step 1
ALTER TABLE "users" ADD CONSTRAINT "uq_users_name_age" UNIQUE ("name", "age");
