-- up, step 1
ALTER TABLE "orders" DROP COLUMN "state";

-- down, step 1
ALTER TABLE "orders" ADD COLUMN "state" text NOT NULL DEFAULT 'open' CONSTRAINT "ck_orders_state" CHECK ("state" IN ('open', 'paid'));
