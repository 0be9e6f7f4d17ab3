-- up, step 1
ALTER TABLE "users" DROP COLUMN "name";

-- up, step 2
ALTER TABLE "users" DROP COLUMN "age";

-- down, step 1
ALTER TABLE "users" ADD COLUMN "age" integer DEFAULT 0;

-- down, step 2
ALTER TABLE "users" ALTER COLUMN "age" DROP DEFAULT;

-- down, step 3
ALTER TABLE "users" ADD COLUMN "name" varchar(40) NOT NULL DEFAULT 'unknown';

-- down, step 4
ALTER TABLE "users" ALTER COLUMN "name" DROP DEFAULT;
