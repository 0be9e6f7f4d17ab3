-- up, step 1
ALTER TABLE "items" DROP COLUMN "half";

-- down, step 1
-- makes `items` anew
CREATE TABLE "covet_new_items" (
    "price" INTEGER NOT NULL,
    "half" INTEGER GENERATED ALWAYS AS (price / 2) STORED NOT NULL
);
INSERT INTO "covet_new_items" (rowid, "price")
    SELECT rowid, "price"
    FROM "items";
DROP TABLE "items";
ALTER TABLE "covet_new_items" RENAME TO "items";
