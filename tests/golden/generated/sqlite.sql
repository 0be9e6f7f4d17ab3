-- up, step 1
-- makes `items` anew
CREATE TABLE "covet_new_items" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "price" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,
    "total" INTEGER GENERATED ALWAYS AS (price * quantity) STORED NOT NULL,
    "double_total" INTEGER GENERATED ALWAYS AS (2 * price * quantity) STORED NOT NULL
);
INSERT INTO "covet_new_items" ("id", "price", "quantity")
    SELECT "id", "price", "quantity"
    FROM "items";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_items';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_items', seq FROM main.sqlite_sequence WHERE name = 'items';
DROP TABLE "items";
ALTER TABLE "covet_new_items" RENAME TO "items";

-- up, step 2
ALTER TABLE "items" RENAME COLUMN "total" TO "cost";

-- down, step 1
ALTER TABLE "items" RENAME COLUMN "cost" TO "total";

-- down, step 2
ALTER TABLE "items" DROP COLUMN "double_total";
