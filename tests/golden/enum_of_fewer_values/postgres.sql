-- up, step 1
CREATE TYPE "mood" AS ENUM ('sad', 'ok');

-- up, step 2
ALTER TABLE "people"
    ALTER COLUMN "mood" DROP DEFAULT,
    ALTER COLUMN "mood" TYPE "mood" USING CAST(CAST("mood" AS text) AS "mood"),
    ALTER COLUMN "mood" SET DEFAULT 'ok';

-- up, step 3
DROP TYPE "Mood_Type";

-- down, step 1
CREATE TYPE "Mood_Type" AS ENUM ('sad', 'ok', 'odd');

-- down, step 2
ALTER TABLE "people"
    ALTER COLUMN "mood" DROP DEFAULT,
    ALTER COLUMN "mood" TYPE "Mood_Type" USING CAST(CAST("mood" AS text) AS "Mood_Type"),
    ALTER COLUMN "mood" SET DEFAULT 'ok';

-- down, step 3
DROP TYPE "mood";
