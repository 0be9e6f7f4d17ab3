-- up, step 1
ALTER TABLE "orders" DROP COLUMN "state";

-- down, step 1
ALTER TABLE "orders" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'open' CHECK ("state" IN ('open', 'paid'));
