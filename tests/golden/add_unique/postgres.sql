-- up, step 1
ALTER TABLE "users" ADD CONSTRAINT "uq_users_name" UNIQUE ("name");

-- down, step 1
ALTER TABLE "users" DROP CONSTRAINT "uq_users_name";
