-- up, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER,
    "key" BLOB NOT NULL DEFAULT (randomblob(16)),
    "born" DATE,
    "weight" DOUBLE NOT NULL DEFAULT 0.5,
    "size" TEXT NOT NULL DEFAULT 'm' CHECK ("size" IN ('s', 'm')),
    CONSTRAINT "uq_users_key" UNIQUE ("key")
);
INSERT INTO "covet_new_users" ("id", "name", "age", "key", "born", "weight", "size")
    SELECT "id", "name", "age", (randomblob(16)), NULL, 0.5, 'm'
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";

-- down, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER
);
INSERT INTO "covet_new_users" ("id", "name", "age")
    SELECT "id", "name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
