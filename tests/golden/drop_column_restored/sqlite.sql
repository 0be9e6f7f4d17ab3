-- up, step 1
ALTER TABLE "users" DROP COLUMN "name";

-- up, step 2
ALTER TABLE "users" DROP COLUMN "age";

-- down, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "age" INTEGER,
    "name" VARCHAR(40) NOT NULL
);
INSERT INTO "covet_new_users" ("id", "age", "name")
    SELECT "id", 0, 'unknown'
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
