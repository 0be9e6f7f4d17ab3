-- up, step 1
-- makes `things` anew
CREATE TABLE "covet_new_things" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" BIGINT NOT NULL,
    "b" BIGINT NOT NULL,
    "c" INTEGER NOT NULL,
    "d" VARCHAR(20) NOT NULL,
    CONSTRAINT "ck_c" CHECK (c > 0),
    CONSTRAINT "ck_a" CHECK (a > 0)
);
INSERT INTO "covet_new_things" ("id", "a", "b", "c", "d")
    SELECT "id", "a", "b", "c", "d"
    FROM "things";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_things';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_things', seq FROM main.sqlite_sequence WHERE name = 'things';
DROP TABLE "things";
ALTER TABLE "covet_new_things" RENAME TO "things";
CREATE INDEX "ix_things_d_a" ON "things" ("d", "a");
CREATE INDEX "ix_things_d_b" ON "things" ("d", "b");

-- down, step 1
-- makes `things` anew
CREATE TABLE "covet_new_things" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" INTEGER NOT NULL,
    "b" INTEGER,
    "c" INTEGER,
    "d" VARCHAR(20) NOT NULL
);
INSERT INTO "covet_new_things" ("id", "a", "b", "c", "d")
    SELECT "id", "a", "b", "c", "d"
    FROM "things";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_things';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_things', seq FROM main.sqlite_sequence WHERE name = 'things';
DROP TABLE "things";
ALTER TABLE "covet_new_things" RENAME TO "things";
CREATE INDEX "ix_things_d" ON "things" ("d");
