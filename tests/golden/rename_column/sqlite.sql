-- up, step 1
ALTER TABLE "users" RENAME COLUMN "age" TO "years";

-- up, step 2
ALTER TABLE "posts" RENAME COLUMN "user_id" TO "author_id";

-- up, step 3
ALTER TABLE "users" RENAME COLUMN "id" TO "number";

-- down, step 1
ALTER TABLE "users" RENAME COLUMN "number" TO "id";

-- down, step 2
ALTER TABLE "posts" RENAME COLUMN "author_id" TO "user_id";

-- down, step 3
ALTER TABLE "users" RENAME COLUMN "years" TO "age";
