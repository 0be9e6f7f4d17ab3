-- up, step 1
-- in batches of 1 rows along (id), each in a transaction of its own
UPDATE "users" SET "age" = (0) WHERE (age IS NULL);

-- up, step 2
ALTER TABLE "users" ADD CONSTRAINT "ck_users_age_not_null" CHECK ("age" IS NOT NULL) NOT VALID;

-- up, step 3
ALTER TABLE "users" VALIDATE CONSTRAINT "ck_users_age_not_null";

-- up, step 4
ALTER TABLE "users" ALTER COLUMN "age" SET NOT NULL;
ALTER TABLE "users" DROP CONSTRAINT "ck_users_age_not_null";

-- down, step 1
ALTER TABLE "users" ALTER COLUMN "age" DROP NOT NULL;
