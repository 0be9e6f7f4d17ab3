-- up, step 1
-- makes `sums` anew
CREATE TABLE "covet_new_sums" (
    "a" INTEGER NOT NULL DEFAULT 1,
    "b" DECIMAL(10, 2) NOT NULL,
    "c" DECIMAL(12, 0) NOT NULL
);
INSERT INTO "covet_new_sums" (rowid, "a", "b", "c")
    SELECT rowid, CAST(round("a") AS INTEGER), round("b", 2), "c"
    FROM "sums";
DROP TABLE "sums";
ALTER TABLE "covet_new_sums" RENAME TO "sums";

-- down, step 1
-- makes `sums` anew
CREATE TABLE "covet_new_sums" (
    "a" DECIMAL(10, 2) NOT NULL DEFAULT 1.50,
    "b" DECIMAL(10, 4) NOT NULL,
    "c" INTEGER NOT NULL
);
INSERT INTO "covet_new_sums" (rowid, "a", "b", "c")
    SELECT rowid, "a", "b", CAST(round("c") AS INTEGER)
    FROM "sums";
DROP TABLE "sums";
ALTER TABLE "covet_new_sums" RENAME TO "sums";
