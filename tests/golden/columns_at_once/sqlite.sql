-- up, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 3,
    CONSTRAINT "uq_users_id_points" UNIQUE ("id", "points")
);
INSERT INTO "covet_new_users" ("id", "name", "points")
    SELECT "id", "name", 3
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
    SELECT "id", "name", NULL
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
