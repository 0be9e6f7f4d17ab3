-- up, step 1
CREATE TABLE "t" (
    "a" text NOT NULL
);
COMMENT ON COLUMN "t"."a" IS E'a \\ in it';

-- down, step 1
DROP TABLE "t";
