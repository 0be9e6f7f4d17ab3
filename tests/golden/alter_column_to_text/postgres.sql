-- up, step 1
ALTER TABLE "things"
    ALTER COLUMN "n" DROP DEFAULT,
    ALTER COLUMN "n" TYPE text,
    ALTER COLUMN "n" SET DEFAULT '5';

-- up, step 2
ALTER TABLE "things" ALTER COLUMN "d" TYPE varchar(20);

-- up, step 3
ALTER TABLE "things"
    ALTER COLUMN "s" DROP DEFAULT,
    ALTER COLUMN "s" TYPE text,
    ALTER COLUMN "s" SET DEFAULT 'x';

-- up, step 4
ALTER TABLE "things" ALTER COLUMN "at" TYPE varchar(40) USING to_char("at", 'YYYY-MM-DD HH24:MI:SS.US');

-- up, step 5
ALTER TABLE "things"
    ALTER COLUMN "at_tz" DROP DEFAULT,
    ALTER COLUMN "at_tz" TYPE text USING to_char("at_tz" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00',
    ALTER COLUMN "at_tz" DROP NOT NULL;

-- down, step 1
ALTER TABLE "things"
    ALTER COLUMN "at_tz" TYPE timestamptz(6) USING CAST("at_tz" AS timestamptz(6)),
    ALTER COLUMN "at_tz" SET NOT NULL,
    ALTER COLUMN "at_tz" SET DEFAULT now();

-- down, step 2
ALTER TABLE "things" ALTER COLUMN "at" TYPE timestamp(6) USING CAST("at" AS timestamp(6));

-- down, step 3
ALTER TABLE "things"
    ALTER COLUMN "s" DROP DEFAULT,
    ALTER COLUMN "s" TYPE varchar(10),
    ALTER COLUMN "s" SET DEFAULT 'x';

-- down, step 4
ALTER TABLE "things" ALTER COLUMN "d" TYPE numeric(10, 2) USING CAST("d" AS numeric(10, 2));

-- down, step 5
ALTER TABLE "things"
    ALTER COLUMN "n" DROP DEFAULT,
    ALTER COLUMN "n" TYPE integer USING CAST("n" AS integer),
    ALTER COLUMN "n" SET DEFAULT 5;
