-- up, step 1
CREATE TABLE "orders" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "state" TEXT NOT NULL DEFAULT 'open' CHECK ("state" IN ('open', 'it''s', 'a\b')),
    "size" TEXT CHECK ("size" IN ('s', 'm'))
);
CREATE INDEX "ix_orders_size" ON "orders" ("size");

-- down, step 1
DROP TABLE "orders";
