-- up, step 1
-- makes `notes` anew
CREATE TABLE "covet_new_notes" (
    "number" INTEGER NOT NULL DEFAULT 0
);
INSERT INTO "covet_new_notes" (rowid, "number")
    SELECT rowid, (CAST(coalesce(number, '3') AS integer))
    FROM "notes";
DROP TABLE "notes";
ALTER TABLE "covet_new_notes" RENAME TO "notes";

-- down, step 1
-- makes `notes` anew
CREATE TABLE "covet_new_notes" (
    "number" TEXT
);
INSERT INTO "covet_new_notes" (rowid, "number")
    SELECT rowid, CAST("number" AS TEXT)
    FROM "notes";
DROP TABLE "notes";
ALTER TABLE "covet_new_notes" RENAME TO "notes";
