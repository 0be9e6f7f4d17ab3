-- up: no-nulls-not-distinct: sqlite cannot add unique constraint `uq_users_age` to `users`: to it NULLs are distinct from each other, also in `uq_users_age`; declare the columns NOT NULL, with a value that stands for none
-- up: no-deferrable: sqlite cannot add unique constraint `uq_users_name` to `users`: its unique constraints do not wait for the end of a transaction, as `uq_users_name` would; leave out `.deferrable(..)`

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
