-- up, step 1
ALTER TABLE "moments"
    ALTER COLUMN "plain" DROP DEFAULT,
    ALTER COLUMN "plain" TYPE timestamptz(6) USING "plain" AT TIME ZONE 'UTC',
    ALTER COLUMN "plain" SET DEFAULT now();

-- up, step 2
ALTER TABLE "moments"
    ALTER COLUMN "zoned" DROP DEFAULT,
    ALTER COLUMN "zoned" TYPE timestamp(6) USING "zoned" AT TIME ZONE 'UTC',
    ALTER COLUMN "zoned" SET DEFAULT (now() AT TIME ZONE 'utc');

-- down, step 1
ALTER TABLE "moments"
    ALTER COLUMN "zoned" DROP DEFAULT,
    ALTER COLUMN "zoned" TYPE timestamptz(6) USING "zoned" AT TIME ZONE 'UTC',
    ALTER COLUMN "zoned" SET DEFAULT now();

-- down, step 2
ALTER TABLE "moments"
    ALTER COLUMN "plain" DROP DEFAULT,
    ALTER COLUMN "plain" TYPE timestamp(6) USING "plain" AT TIME ZONE 'UTC',
    ALTER COLUMN "plain" SET DEFAULT (now() AT TIME ZONE 'utc');
