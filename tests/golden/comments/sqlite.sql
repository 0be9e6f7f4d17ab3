-- up, step 1
-- makes `notes` anew
CREATE TABLE "covet_new_notes" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "body" TEXT NOT NULL,
    "title" VARCHAR(30),
    "by" VARCHAR(10)
);
INSERT INTO "covet_new_notes" ("id", "body", "title", "by")
    SELECT "id", "body", "title", NULL
    FROM "notes";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_notes';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_notes', seq FROM main.sqlite_sequence WHERE name = 'notes';
DROP TABLE "notes";
ALTER TABLE "covet_new_notes" RENAME TO "notes";

-- down, step 1
-- makes `notes` anew
CREATE TABLE "covet_new_notes" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "body" TEXT NOT NULL,
    "title" VARCHAR(20)
);
INSERT INTO "covet_new_notes" ("id", "body", "title")
    SELECT "id", "body", "title"
    FROM "notes";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_notes';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_notes', seq FROM main.sqlite_sequence WHERE name = 'notes';
DROP TABLE "notes";
ALTER TABLE "covet_new_notes" RENAME TO "notes";
