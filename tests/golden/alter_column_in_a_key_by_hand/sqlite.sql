-- up, step 1
-- makes `cities` anew
CREATE TABLE "covet_new_cities" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "country" VARCHAR(3)
);
INSERT INTO "covet_new_cities" ("id", "country")
    SELECT "id", "country"
    FROM "cities";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_cities';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_cities', seq FROM main.sqlite_sequence WHERE name = 'cities';
DROP TABLE "cities";
ALTER TABLE "covet_new_cities" RENAME TO "cities";

-- up, step 2
-- makes `countries` anew
CREATE TABLE "covet_new_countries" (
    "code" VARCHAR(3) NOT NULL,
    PRIMARY KEY ("code")
);
INSERT INTO "covet_new_countries" (rowid, "code")
    SELECT rowid, "code"
    FROM "countries";
DROP TABLE "countries";
ALTER TABLE "covet_new_countries" RENAME TO "countries";

-- up, step 3
-- makes `cities` anew
CREATE TABLE "covet_new_cities" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "country" VARCHAR(3),
    CONSTRAINT "fk_cities_country" FOREIGN KEY ("country") REFERENCES "countries" ("code")
);
INSERT INTO "covet_new_cities" ("id", "country")
    SELECT "id", "country"
    FROM "cities";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_cities';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_cities', seq FROM main.sqlite_sequence WHERE name = 'cities';
DROP TABLE "cities";
ALTER TABLE "covet_new_cities" RENAME TO "cities";

-- down, step 1
-- makes `cities` anew
CREATE TABLE "covet_new_cities" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "country" VARCHAR(3)
);
INSERT INTO "covet_new_cities" ("id", "country")
    SELECT "id", "country"
    FROM "cities";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_cities';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_cities', seq FROM main.sqlite_sequence WHERE name = 'cities';
DROP TABLE "cities";
ALTER TABLE "covet_new_cities" RENAME TO "cities";

-- down, step 2
-- makes `countries` anew
CREATE TABLE "covet_new_countries" (
    "code" VARCHAR(2) NOT NULL,
    PRIMARY KEY ("code")
);
INSERT INTO "covet_new_countries" (rowid, "code")
    SELECT rowid, "code"
    FROM "countries";
DROP TABLE "countries";
ALTER TABLE "covet_new_countries" RENAME TO "countries";

-- down, step 3
-- makes `cities` anew
CREATE TABLE "covet_new_cities" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "country" VARCHAR(2),
    CONSTRAINT "fk_cities_country" FOREIGN KEY ("country") REFERENCES "countries" ("code")
);
INSERT INTO "covet_new_cities" ("id", "country")
    SELECT "id", "country"
    FROM "cities";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_cities';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_cities', seq FROM main.sqlite_sequence WHERE name = 'cities';
DROP TABLE "cities";
ALTER TABLE "covet_new_cities" RENAME TO "cities";
