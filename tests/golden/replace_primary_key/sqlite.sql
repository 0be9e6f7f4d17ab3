-- up, step 1
-- makes `pairs` anew
CREATE TABLE "covet_new_pairs" (
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,
    "note" VARCHAR(20),
    PRIMARY KEY ("b")
);
INSERT INTO "covet_new_pairs" ("a", "b", "note")
    SELECT "a", "b", "note"
    FROM "pairs";
DROP TABLE "pairs";
ALTER TABLE "covet_new_pairs" RENAME TO "pairs";

-- down, step 1
-- makes `pairs` anew
CREATE TABLE "covet_new_pairs" (
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,
    "note" VARCHAR(20),
    PRIMARY KEY ("a", "b")
);
INSERT INTO "covet_new_pairs" (rowid, "a", "b", "note")
    SELECT rowid, "a", "b", "note"
    FROM "pairs";
DROP TABLE "pairs";
ALTER TABLE "covet_new_pairs" RENAME TO "pairs";
