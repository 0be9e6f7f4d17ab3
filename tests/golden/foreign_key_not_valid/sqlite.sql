-- up, step 1
-- makes `posts` anew
CREATE TABLE "covet_new_posts" (
    "user_id" BIGINT NOT NULL,
    CONSTRAINT "fk_posts_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);
INSERT INTO "covet_new_posts" (rowid, "user_id")
    SELECT rowid, "user_id"
    FROM "posts";
DROP TABLE "posts";
ALTER TABLE "covet_new_posts" RENAME TO "posts";

-- down, step 1
-- makes `posts` anew
CREATE TABLE "covet_new_posts" (
    "user_id" BIGINT NOT NULL
);
INSERT INTO "covet_new_posts" (rowid, "user_id")
    SELECT rowid, "user_id"
    FROM "posts";
DROP TABLE "posts";
ALTER TABLE "covet_new_posts" RENAME TO "posts";
