-- up, step 1
CREATE TABLE "fresh" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(10) NOT NULL,
    "other_id" BIGINT,
    CONSTRAINT "uq_fresh_name" UNIQUE ("name"),
    CONSTRAINT "fk_fresh_other_id" FOREIGN KEY ("other_id") REFERENCES "fresh" ("id")
);
CREATE INDEX "ix_fresh_other_id" ON "fresh" ("other_id");

-- down, step 1
-- makes `fresh` anew
CREATE TABLE "covet_new_fresh" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(10) NOT NULL
);
INSERT INTO "covet_new_fresh" ("id", "name")
    SELECT "id", "name"
    FROM "fresh";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_fresh';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_fresh', seq FROM main.sqlite_sequence WHERE name = 'fresh';
DROP TABLE "fresh";
ALTER TABLE "covet_new_fresh" RENAME TO "fresh";

-- down, step 2
DROP TABLE "fresh";
