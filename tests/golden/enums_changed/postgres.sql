-- up, step 1
ALTER TYPE "mood" RENAME VALUE 'ok' TO 'fine';

-- up, step 2
ALTER TABLE "people"
    ALTER COLUMN "other" DROP DEFAULT,
    ALTER COLUMN "other" TYPE text,
    ALTER COLUMN "other" SET DEFAULT 'sad';

-- down, step 1
ALTER TABLE "people"
    ALTER COLUMN "other" DROP DEFAULT,
    ALTER COLUMN "other" TYPE "mood" USING CAST("other" AS "mood"),
    ALTER COLUMN "other" SET DEFAULT 'sad';

-- down, step 2
ALTER TYPE "mood" RENAME VALUE 'fine' TO 'ok';
