-- up, step 1
ALTER TABLE "notes"
    ALTER COLUMN "number" TYPE integer USING (CAST(coalesce(number, '3') AS integer)),
    ALTER COLUMN "number" SET NOT NULL,
    ALTER COLUMN "number" SET DEFAULT 0;

-- down, step 1
ALTER TABLE "notes"
    ALTER COLUMN "number" DROP DEFAULT,
    ALTER COLUMN "number" TYPE text,
    ALTER COLUMN "number" DROP NOT NULL;
