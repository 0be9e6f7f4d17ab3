-- up, step 1
ALTER TABLE "users" DROP COLUMN "age";

-- down, step 1
ALTER TABLE "users" ADD COLUMN "age" INTEGER;
