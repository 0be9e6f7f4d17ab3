-- up, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER,
    "seen_at" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00','now')),
    "two" INTEGER NOT NULL DEFAULT (1 + 1)
);
INSERT INTO "covet_new_users" ("id", "name", "age", "seen_at", "two")
    SELECT "id", "name", "age", (strftime('%Y-%m-%dT%H:%M:%f+00:00','now')), (1 + 1)
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";

-- down, step 1
ALTER TABLE "users" DROP COLUMN "two";

-- down, step 2
ALTER TABLE "users" DROP COLUMN "seen_at";
