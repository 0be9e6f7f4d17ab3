-- up, step 1
-- makes `flags` anew
CREATE TABLE "covet_new_flags" (
    "on" VARCHAR(5) NOT NULL
);
INSERT INTO "covet_new_flags" (rowid, "on")
    SELECT rowid, CAST("on" AS TEXT)
    FROM "flags";
DROP TABLE "flags";
ALTER TABLE "covet_new_flags" RENAME TO "flags";

-- down, step 1
-- makes `flags` anew
CREATE TABLE "covet_new_flags" (
    "on" BOOLEAN NOT NULL
);
INSERT INTO "covet_new_flags" (rowid, "on")
    SELECT rowid, "on"
    FROM "flags";
DROP TABLE "flags";
ALTER TABLE "covet_new_flags" RENAME TO "flags";
