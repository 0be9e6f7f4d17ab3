-- up, step 1
ALTER TABLE "users" ADD COLUMN "key" uuid NOT NULL DEFAULT gen_random_uuid();

-- up, step 2
ALTER TABLE "users" ADD CONSTRAINT "uq_users_key" UNIQUE ("key");

-- up, step 3
ALTER TABLE "users" ADD COLUMN "born" date;

-- up, step 4
ALTER TABLE "users" ADD COLUMN "weight" double precision NOT NULL DEFAULT 0.5;

-- up, step 5
ALTER TABLE "users" ADD COLUMN "size" text NOT NULL DEFAULT 'm' CONSTRAINT "ck_users_size" CHECK ("size" IN ('s', 'm'));

-- down, step 1
ALTER TABLE "users" DROP COLUMN "size";

-- down, step 2
ALTER TABLE "users" DROP COLUMN "weight";

-- down, step 3
ALTER TABLE "users" DROP COLUMN "born";

-- down, step 4
ALTER TABLE "users" DROP CONSTRAINT "uq_users_key";

-- down, step 5
ALTER TABLE "users" DROP COLUMN "key";
