-- up, step 1
CREATE INDEX "ix_plain_n_name" ON "plain" ("n", "name");

-- up, step 2
ALTER TABLE "plain"
    ALTER COLUMN "n" TYPE bigint,
    ALTER COLUMN "n" DROP NOT NULL;

-- up, step 3
ALTER TABLE "plain" ADD CONSTRAINT "uq_n" UNIQUE ("n");

-- down, step 1
ALTER TABLE "plain" DROP CONSTRAINT "uq_n";

-- down, step 2
ALTER TABLE "plain"
    ALTER COLUMN "n" TYPE integer,
    ALTER COLUMN "n" SET NOT NULL;

-- down, step 3
DROP INDEX "ix_plain_n_name";
