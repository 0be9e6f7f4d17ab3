-- up, step 1
ALTER TABLE "users" ADD COLUMN "nick" varchar(20);

-- up, step 2
ALTER TABLE "users" ADD COLUMN "points" integer NOT NULL DEFAULT 3;

-- up, step 3
CREATE INDEX "ix_users_nick" ON "users" ("nick");

-- up, step 4
ALTER TABLE "users" ADD CONSTRAINT "uq_users_id_points" UNIQUE ("id", "points");

-- up, step 5
DROP INDEX "ix_users_nick";

-- up, step 6
ALTER TABLE "users" DROP COLUMN "age";

-- up, step 7
ALTER TABLE "users" DROP COLUMN "nick";

-- down, step 1
ALTER TABLE "users" ADD COLUMN "nick" varchar(20);

-- down, step 2
ALTER TABLE "users" ADD COLUMN "age" integer;

-- down, step 3
CREATE INDEX "ix_users_nick" ON "users" ("nick");

-- down, step 4
ALTER TABLE "users" DROP CONSTRAINT "uq_users_id_points";

-- down, step 5
DROP INDEX "ix_users_nick";

-- down, step 6
ALTER TABLE "users" DROP COLUMN "points";

-- down, step 7
ALTER TABLE "users" DROP COLUMN "nick";
