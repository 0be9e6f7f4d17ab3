-- up, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER,
    CONSTRAINT "uq_name" UNIQUE ("name"),
    CONSTRAINT "ck_age" CHECK (age > 0)
);
INSERT INTO "covet_new_users" ("id", "name", "age")
    SELECT "id", "name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";

-- up, step 2
-- makes `posts` anew
CREATE TABLE "covet_new_posts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" BIGINT NOT NULL,
    "title" VARCHAR(80) NOT NULL,
    CONSTRAINT "fk_author" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO "covet_new_posts" ("id", "user_id", "title")
    SELECT "id", "user_id", "title"
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

-- down, step 2
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER,
    CONSTRAINT "uq_users_name" UNIQUE ("name"),
    CONSTRAINT "ck_users_age" CHECK (age > 0)
);
INSERT INTO "covet_new_users" ("id", "name", "age")
    SELECT "id", "name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
