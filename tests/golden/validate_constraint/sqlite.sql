-- up: nothing to do

-- down, step 1
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

-- down, step 2
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER,
    CONSTRAINT "ck_users_age" CHECK (age >= 0)
);
INSERT INTO "covet_new_users" ("id", "name", "age")
    SELECT "id", "name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
