-- up, step 1
-- makes `pairs` anew
CREATE TABLE "covet_new_pairs" (
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,
    PRIMARY KEY ("a", "b")
);
INSERT INTO "covet_new_pairs" (rowid, "a", "b")
    SELECT rowid, "a", "b"
    FROM "pairs";
DROP TABLE "pairs";
ALTER TABLE "covet_new_pairs" RENAME TO "pairs";

-- down, step 1
-- makes `pairs` anew
CREATE TABLE "covet_new_pairs" (
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL
);
INSERT INTO "covet_new_pairs" (rowid, "a", "b")
    SELECT rowid, "a", "b"
    FROM "pairs";
DROP TABLE "pairs";
ALTER TABLE "covet_new_pairs" RENAME TO "pairs";
