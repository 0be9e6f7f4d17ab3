-- up, step 1
ALTER TABLE "users" RENAME CONSTRAINT "uq_users_name" TO "uq_name";

-- up, step 2
ALTER TABLE "users" RENAME CONSTRAINT "ck_users_age" TO "ck_age";

-- up, step 3
ALTER TABLE "posts" RENAME CONSTRAINT "fk_posts_user_id" TO "fk_author";

-- down, step 1
ALTER TABLE "posts" RENAME CONSTRAINT "fk_author" TO "fk_posts_user_id";

-- down, step 2
ALTER TABLE "users" RENAME CONSTRAINT "ck_age" TO "ck_users_age";

-- down, step 3
ALTER TABLE "users" RENAME CONSTRAINT "uq_name" TO "uq_users_name";
