-- up, step 1
-- makes `orders` anew
CREATE TABLE "covet_new_orders" (
    "state" TEXT NOT NULL CHECK ("state" IN ('open', 'paid'))
);
INSERT INTO "covet_new_orders" (rowid, "state")
    SELECT rowid, "state"
    FROM "orders";
DROP TABLE "orders";
ALTER TABLE "covet_new_orders" RENAME TO "orders";

-- down, step 1
-- makes `orders` anew
CREATE TABLE "covet_new_orders" (
    "state" VARCHAR(10) NOT NULL
);
INSERT INTO "covet_new_orders" (rowid, "state")
    SELECT rowid, "state"
    FROM "orders";
DROP TABLE "orders";
ALTER TABLE "covet_new_orders" RENAME TO "orders";
