-- up, step 1
-- makes `posts` anew
CREATE TABLE "covet_new_posts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" BIGINT NOT NULL,
    "title" VARCHAR(80) NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'note' CHECK ("kind" IN ('note', 'essay')),
    CONSTRAINT "uq_posts_title" UNIQUE ("title"),
    CONSTRAINT "ck_posts_title" CHECK (title <> ''),
    CONSTRAINT "fk_posts_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO "covet_new_posts" ("id", "user_id", "title", "kind")
    SELECT "id", "user_id", "title", 'note'
    FROM "posts";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_posts';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_posts', seq FROM main.sqlite_sequence WHERE name = 'posts';
DROP TABLE "posts";
ALTER TABLE "covet_new_posts" RENAME TO "posts";

-- down, step 1
-- makes `posts` anew
CREATE TABLE "covet_new_posts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" BIGINT NOT NULL,
    "title" VARCHAR(80) NOT NULL,
    CONSTRAINT "fk_posts_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO "covet_new_posts" ("id", "user_id", "title")
    SELECT "id", "user_id", "title"
    FROM "posts";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_posts';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_posts', seq FROM main.sqlite_sequence WHERE name = 'posts';
DROP TABLE "posts";
ALTER TABLE "covet_new_posts" RENAME TO "posts";
