-- up, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(50) NOT NULL,
    "age" INTEGER
);
INSERT INTO "covet_new_users" ("id", "name", "age")
    SELECT "id", "name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";

-- up, step 2
ALTER TABLE "users" RENAME COLUMN "name" TO "full_name";

-- up, step 3
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "full_name" VARCHAR(60) NOT NULL,
    "age" INTEGER
);
INSERT INTO "covet_new_users" ("id", "full_name", "age")
    SELECT "id", "full_name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";

-- up, step 4
ALTER TABLE "users" RENAME TO "people";

-- up, step 5
-- makes `people` anew
CREATE TABLE "covet_new_people" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "full_name" VARCHAR(60) NOT NULL,
    "age" BIGINT
);
INSERT INTO "covet_new_people" ("id", "full_name", "age")
    SELECT "id", "full_name", "age"
    FROM "people";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_people';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_people', seq FROM main.sqlite_sequence WHERE name = 'people';
DROP TABLE "people";
ALTER TABLE "covet_new_people" RENAME TO "people";

-- down, step 1
-- makes `people` anew
CREATE TABLE "covet_new_people" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "full_name" VARCHAR(60) NOT NULL,
    "age" INTEGER
);
INSERT INTO "covet_new_people" ("id", "full_name", "age")
    SELECT "id", "full_name", "age"
    FROM "people";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_people';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_people', seq FROM main.sqlite_sequence WHERE name = 'people';
DROP TABLE "people";
ALTER TABLE "covet_new_people" RENAME TO "people";

-- down, step 2
ALTER TABLE "people" RENAME TO "users";

-- down, step 3
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "full_name" VARCHAR(50) NOT NULL,
    "age" INTEGER
);
INSERT INTO "covet_new_users" ("id", "full_name", "age")
    SELECT "id", "full_name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";

-- down, step 4
ALTER TABLE "users" RENAME COLUMN "full_name" TO "name";

-- down, step 5
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
