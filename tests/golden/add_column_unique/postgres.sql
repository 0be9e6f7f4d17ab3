-- up, step 1
ALTER TABLE "users" ADD COLUMN "slug" varchar(30);

-- up, step 2
ALTER TABLE "users" ADD CONSTRAINT "uq_users_slug" UNIQUE ("slug");

-- up, step 3
ALTER TABLE "users" ADD COLUMN "place" integer NOT NULL DEFAULT 1;

-- up, step 4
CREATE INDEX "ix_users_place" ON "users" ("place");

-- down, step 1
DROP INDEX "ix_users_place";

-- down, step 2
ALTER TABLE "users" DROP COLUMN "place";

-- down, step 3
ALTER TABLE "users" DROP CONSTRAINT "uq_users_slug";

-- down, step 4
ALTER TABLE "users" DROP COLUMN "slug";
