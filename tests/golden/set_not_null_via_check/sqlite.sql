-- up, step 1
-- in batches of 1 rows along (id), each in a transaction of its own
UPDATE "users" SET "age" = (0) WHERE (age IS NULL);

-- up, step 2
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER NOT NULL
);
INSERT INTO "covet_new_users" ("id", "name", "age")
    SELECT "id", "name", "age"
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
