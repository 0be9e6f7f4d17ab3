-- up, step 1
ALTER TABLE "things" ALTER COLUMN "a" TYPE bigint;

-- up, step 2
ALTER TABLE "things" ALTER COLUMN "b" TYPE bigint;

-- up, step 3
ALTER TABLE "things" ADD CONSTRAINT "ck_c" CHECK (c > 0);

-- up, step 4
ALTER TABLE "things" ADD CONSTRAINT "ck_a" CHECK (a > 0);

-- up, step 5
ALTER TABLE "things" ALTER COLUMN "b" SET NOT NULL;

-- up, step 6
ALTER TABLE "things" ALTER COLUMN "c" SET NOT NULL;

-- up, step 7
DROP INDEX "ix_things_d";

-- up, step 8
CREATE INDEX "ix_things_d_a" ON "things" ("d", "a");

-- up, step 9
CREATE INDEX "ix_things_d_b" ON "things" ("d", "b");

-- down, step 1
DROP INDEX "ix_things_d_b";

-- down, step 2
DROP INDEX "ix_things_d_a";

-- down, step 3
CREATE INDEX "ix_things_d" ON "things" ("d");

-- down, step 4
ALTER TABLE "things" ALTER COLUMN "c" DROP NOT NULL;

-- down, step 5
ALTER TABLE "things" ALTER COLUMN "b" DROP NOT NULL;

-- down, step 6
ALTER TABLE "things" DROP CONSTRAINT "ck_a";

-- down, step 7
ALTER TABLE "things" DROP CONSTRAINT "ck_c";

-- down, step 8
ALTER TABLE "things" ALTER COLUMN "b" TYPE integer;

-- down, step 9
ALTER TABLE "things" ALTER COLUMN "a" TYPE integer;
