-- up, step 1
-- makes `orders` anew
CREATE TABLE "covet_new_orders" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "state" TEXT NOT NULL DEFAULT 'open' CHECK ("state" IN ('open', 'paid', 'sent')),
    "quantity" INTEGER NOT NULL DEFAULT 1
);
INSERT INTO "covet_new_orders" ("id", "state", "quantity")
    SELECT "id", "state", "quantity"
    FROM "orders";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_orders';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_orders', seq FROM main.sqlite_sequence WHERE name = 'orders';
DROP TABLE "orders";
ALTER TABLE "covet_new_orders" RENAME TO "orders";

-- down, step 1
-- makes `orders` anew
CREATE TABLE "covet_new_orders" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "state" TEXT NOT NULL DEFAULT 'open' CHECK ("state" IN ('open', 'paid')),
    "quantity" INTEGER NOT NULL DEFAULT 1
);
INSERT INTO "covet_new_orders" ("id", "state", "quantity")
    SELECT "id", "state", "quantity"
    FROM "orders";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_orders';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_orders', seq FROM main.sqlite_sequence WHERE name = 'orders';
DROP TABLE "orders";
ALTER TABLE "covet_new_orders" RENAME TO "orders";
