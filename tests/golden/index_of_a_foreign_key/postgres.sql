-- up, step 1
CREATE INDEX "ix_posts_user_id_title" ON "posts" ("user_id", "title");

-- up, step 2
ALTER TABLE "posts" ADD CONSTRAINT "uq_posts_user_id" UNIQUE ("user_id");

-- up, step 3
DROP INDEX "ix_posts_user_id_title";

-- up, step 4
ALTER TABLE "posts" DROP CONSTRAINT "uq_posts_user_id";

-- up, step 5
CREATE INDEX "last" ON "posts" ("user_id");

-- down, step 1
DROP INDEX "last";

-- down, step 2
ALTER TABLE "posts" ADD CONSTRAINT "uq_posts_user_id" UNIQUE ("user_id");

-- down, step 3
CREATE INDEX "ix_posts_user_id_title" ON "posts" ("user_id", "title");

-- down, step 4
ALTER TABLE "posts" DROP CONSTRAINT "uq_posts_user_id";

-- down, step 5
DROP INDEX "ix_posts_user_id_title";
