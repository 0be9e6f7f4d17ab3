-- up, step 1
-- makes `things` anew
CREATE TABLE "covet_new_things" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "n" TEXT NOT NULL DEFAULT '5',
    "d" VARCHAR(20) NOT NULL,
    "s" TEXT NOT NULL DEFAULT 'x',
    "at" VARCHAR(40) NOT NULL,
    "at_tz" TEXT
);
INSERT INTO "covet_new_things" ("id", "n", "d", "s", "at", "at_tz")
    SELECT "id", CAST("n" AS TEXT), CAST("d" AS TEXT), "s", "at", "at_tz"
    FROM "things";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_things';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_things', seq FROM main.sqlite_sequence WHERE name = 'things';
DROP TABLE "things";
ALTER TABLE "covet_new_things" RENAME TO "things";

-- down, step 1
-- makes `things` anew
CREATE TABLE "covet_new_things" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "n" INTEGER NOT NULL DEFAULT 5,
    "d" DECIMAL(10, 2) NOT NULL,
    "s" VARCHAR(10) NOT NULL DEFAULT 'x',
    "at" DATETIME NOT NULL,
    "at_tz" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00','now'))
);
INSERT INTO "covet_new_things" ("id", "n", "d", "s", "at", "at_tz")
    SELECT "id", "n", "d", "s", "at", "at_tz"
    FROM "things";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_things';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_things', seq FROM main.sqlite_sequence WHERE name = 'things';
DROP TABLE "things";
ALTER TABLE "covet_new_things" RENAME TO "things";
