-- up, step 1
ALTER TABLE "users" VALIDATE CONSTRAINT "ck_users_age";

-- up, step 2
ALTER TABLE "posts" VALIDATE CONSTRAINT "fk_posts_user_id";

-- down, step 1
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_user_id";

-- down, step 2
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") NOT VALID;

-- down, step 3
ALTER TABLE "users" DROP CONSTRAINT "ck_users_age";

-- down, step 4
ALTER TABLE "users" ADD CONSTRAINT "ck_users_age" CHECK (age >= 0) NOT VALID;
