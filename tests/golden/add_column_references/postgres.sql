-- up, step 1
ALTER TABLE "posts" ADD COLUMN "editor_id" bigint CONSTRAINT "fk_posts_editor_id" REFERENCES "users" ("id") ON DELETE SET NULL;

-- down, step 1
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_editor_id";

-- down, step 2
ALTER TABLE "posts" DROP COLUMN "editor_id";
