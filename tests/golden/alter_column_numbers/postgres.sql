-- up, step 1
ALTER TABLE "sums"
    ALTER COLUMN "a" DROP DEFAULT,
    ALTER COLUMN "a" TYPE integer,
    ALTER COLUMN "a" SET DEFAULT 1;

-- up, step 2
ALTER TABLE "sums" ALTER COLUMN "b" TYPE numeric(10, 2);

-- up, step 3
ALTER TABLE "sums" ALTER COLUMN "c" TYPE numeric(12, 0);

-- down, step 1
ALTER TABLE "sums" ALTER COLUMN "c" TYPE integer;

-- down, step 2
ALTER TABLE "sums" ALTER COLUMN "b" TYPE numeric(10, 4);

-- down, step 3
ALTER TABLE "sums"
    ALTER COLUMN "a" DROP DEFAULT,
    ALTER COLUMN "a" TYPE numeric(10, 2),
    ALTER COLUMN "a" SET DEFAULT 1.50;
