-- up, step 1
ALTER TABLE "users" ADD COLUMN "age_then" integer GENERATED ALWAYS AS (age + 10) VIRTUAL;

-- down, step 1
ALTER TABLE "users" DROP COLUMN "age_then";
