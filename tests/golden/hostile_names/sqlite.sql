-- up, step 1
CREATE TABLE "group" (
    "sel""ect" BIGINT NOT NULL,
    "\" INTEGER NOT NULL,
    CONSTRAINT "uq_group_\" UNIQUE ("\"),
    CONSTRAINT "fk_group_sel""ect" FOREIGN KEY ("sel""ect") REFERENCES "a""b`c'd;--" ("id")
);

-- up, step 2
-- makes `a"b`c'd;--` anew
CREATE TABLE "covet_new_a""b`c'd;--" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "order" VARCHAR(20) NOT NULL,
    "x\""`';--[]" TEXT DEFAULT '\'
);
INSERT INTO "covet_new_a""b`c'd;--" ("id", "order", "x\""`';--[]")
    SELECT "id", "order", "x\""`';--[]"
    FROM "a""b`c'd;--";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_a"b`c''d;--';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_a"b`c''d;--', seq FROM main.sqlite_sequence WHERE name = 'a"b`c''d;--';
DROP TABLE "a""b`c'd;--";
ALTER TABLE "covet_new_a""b`c'd;--" RENAME TO "a""b`c'd;--";
CREATE INDEX "i""`';--" ON "a""b`c'd;--" ("order");

-- down, step 1
-- makes `a"b`c'd;--` anew
CREATE TABLE "covet_new_a""b`c'd;--" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "order" VARCHAR(20) NOT NULL,
    "x\""`';--[]" VARCHAR(20) NOT NULL DEFAULT '\''"`;--'
);
INSERT INTO "covet_new_a""b`c'd;--" ("id", "order", "x\""`';--[]")
    SELECT "id", "order", "x\""`';--[]"
    FROM "a""b`c'd;--";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_a"b`c''d;--';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_a"b`c''d;--', seq FROM main.sqlite_sequence WHERE name = 'a"b`c''d;--';
DROP TABLE "a""b`c'd;--";
ALTER TABLE "covet_new_a""b`c'd;--" RENAME TO "a""b`c'd;--";

-- down, step 2
DROP TABLE "group";
