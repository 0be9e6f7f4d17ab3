-- up, step 1
-- makes `numbers` anew
CREATE TABLE "covet_new_numbers" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" BIGINT NOT NULL,
    "b" DOUBLE NOT NULL,
    "c" DECIMAL(6, 2) NOT NULL,
    "d" BLOB,
    "e" TEXT,
    "f" VARCHAR(5) NOT NULL
);
INSERT INTO "covet_new_numbers" ("id", "a", "b", "c", "d", "e", "f")
    SELECT "id", "a", "b", round("c", 2), "d", "e", "f"
    FROM "numbers";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_numbers';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_numbers', seq FROM main.sqlite_sequence WHERE name = 'numbers';
DROP TABLE "numbers";
ALTER TABLE "covet_new_numbers" RENAME TO "numbers";

-- down, step 1
-- makes `numbers` anew
CREATE TABLE "covet_new_numbers" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" SMALLINT NOT NULL,
    "b" REAL NOT NULL,
    "c" DOUBLE NOT NULL,
    "d" BLOB,
    "e" TEXT,
    "f" TEXT NOT NULL CHECK ("f" IN ('x', 'y'))
);
INSERT INTO "covet_new_numbers" ("id", "a", "b", "c", "d", "e", "f")
    SELECT "id", "a", "b", "c", "d", "e", "f"
    FROM "numbers";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_numbers';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_numbers', seq FROM main.sqlite_sequence WHERE name = 'numbers';
DROP TABLE "numbers";
ALTER TABLE "covet_new_numbers" RENAME TO "numbers";
