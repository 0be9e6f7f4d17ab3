-- up, step 1
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") NOT VALID;

-- down, step 1
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_user_id";
