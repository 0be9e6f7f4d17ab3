-- up, step 1
ALTER TABLE "items" DROP COLUMN "half";

-- down, step 1
ALTER TABLE "items" ADD COLUMN "half" integer GENERATED ALWAYS AS (price / 2) STORED NOT NULL;
