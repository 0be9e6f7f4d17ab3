-- up: name-taken: sqlite cannot create trigger `same` of `posts`: a trigger of `users` is named so already; give each a name of its own

-- down, step 1
DROP TRIGGER "same";

-- down, step 2
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
DROP TRIGGER "same";
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
CREATE TRIGGER same BEFORE UPDATE ON users ..;
