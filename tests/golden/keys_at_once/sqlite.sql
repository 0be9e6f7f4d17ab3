-- up, step 1
-- makes `uses` anew
CREATE TABLE "covet_new_uses" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "part" BIGINT NOT NULL,
    "other" BIGINT,
    CONSTRAINT "fk_uses_other" FOREIGN KEY ("other") REFERENCES "parts" ("id")
);
INSERT INTO "covet_new_uses" ("id", "part", "other")
    SELECT "id", "part", "other"
    FROM "uses";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_uses';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_uses', seq FROM main.sqlite_sequence WHERE name = 'uses';
DROP TABLE "uses";
ALTER TABLE "covet_new_uses" RENAME TO "uses";
CREATE INDEX "ix_uses_other" ON "uses" ("other");
CREATE INDEX "ix_uses_part" ON "uses" ("part");

-- down, step 1
-- makes `uses` anew
CREATE TABLE "covet_new_uses" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "part" BIGINT NOT NULL,
    "other" BIGINT
);
INSERT INTO "covet_new_uses" ("id", "part", "other")
    SELECT "id", "part", "other"
    FROM "uses";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_uses';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_uses', seq FROM main.sqlite_sequence WHERE name = 'uses';
DROP TABLE "uses";
ALTER TABLE "covet_new_uses" RENAME TO "uses";
