-- up, step 1
ALTER TABLE "users" RENAME TO "people";

-- up, step 2
CREATE TABLE "users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "size" TEXT NOT NULL CHECK ("size" IN ('s'))
);

-- up, step 3
-- makes `people` anew
CREATE TABLE "covet_new_people" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER,
    "size" TEXT NOT NULL DEFAULT 'm' CHECK ("size" IN ('s', 'm', 'l'))
);
INSERT INTO "covet_new_people" ("id", "name", "age", "size")
    SELECT "id", "name", "age", "size"
    FROM "people";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_people';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_people', seq FROM main.sqlite_sequence WHERE name = 'people';
DROP TABLE "people";
ALTER TABLE "covet_new_people" RENAME TO "people";
CREATE INDEX "ix_users_name" ON "people" ("name");

-- down, step 1
-- makes `people` anew
CREATE TABLE "covet_new_people" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER,
    "size" TEXT NOT NULL DEFAULT 'm' CHECK ("size" IN ('s', 'm'))
);
INSERT INTO "covet_new_people" ("id", "name", "age", "size")
    SELECT "id", "name", "age", "size"
    FROM "people";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_people';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_people', seq FROM main.sqlite_sequence WHERE name = 'people';
DROP TABLE "people";
ALTER TABLE "covet_new_people" RENAME TO "people";
CREATE INDEX "ix_users_name" ON "people" ("name");

-- down, step 2
DROP TABLE "users";

-- down, step 3
ALTER TABLE "people" RENAME TO "users";
