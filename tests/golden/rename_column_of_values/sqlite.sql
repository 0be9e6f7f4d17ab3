-- up, step 1
ALTER TABLE "orders" RENAME COLUMN "state" TO "status";

-- up, step 2
-- makes `orders` anew
CREATE TABLE "covet_new_orders" (
    "status" TEXT NOT NULL CHECK ("status" IN ('open', 'paid', 'sent')),
    "state" TEXT NOT NULL DEFAULT 'on' CHECK ("state" IN ('on', 'off'))
);
INSERT INTO "covet_new_orders" (rowid, "status", "state")
    SELECT rowid, "status", 'on'
    FROM "orders";
DROP TABLE "orders";
ALTER TABLE "covet_new_orders" RENAME TO "orders";

-- down, step 1
-- makes `orders` anew
CREATE TABLE "covet_new_orders" (
    "status" TEXT NOT NULL CHECK ("status" IN ('open', 'paid'))
);
INSERT INTO "covet_new_orders" (rowid, "status")
    SELECT rowid, "status"
    FROM "orders";
DROP TABLE "orders";
ALTER TABLE "covet_new_orders" RENAME TO "orders";

-- down, step 2
ALTER TABLE "orders" RENAME COLUMN "status" TO "state";
