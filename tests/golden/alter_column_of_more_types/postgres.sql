-- up, step 1
ALTER TABLE "numbers" ALTER COLUMN "a" TYPE bigint;

-- up, step 2
ALTER TABLE "numbers" ALTER COLUMN "b" TYPE double precision;

-- up, step 3
ALTER TABLE "numbers" ALTER COLUMN "c" TYPE numeric(6, 2);

-- up, step 4
ALTER TABLE "numbers" ALTER COLUMN "e" TYPE jsonb;

-- up, step 5
ALTER TABLE "numbers"
    DROP CONSTRAINT "ck_numbers_f",
    ALTER COLUMN "f" TYPE varchar(5);

-- down, step 1
ALTER TABLE "numbers"
    ALTER COLUMN "f" TYPE text,
    ADD CONSTRAINT "ck_numbers_f" CHECK ("f" IN ('x', 'y'));

-- down, step 2
ALTER TABLE "numbers" ALTER COLUMN "e" TYPE json;

-- down, step 3
ALTER TABLE "numbers" ALTER COLUMN "c" TYPE double precision;

-- down, step 4
ALTER TABLE "numbers" ALTER COLUMN "b" TYPE real;

-- down, step 5
ALTER TABLE "numbers" ALTER COLUMN "a" TYPE smallint;
