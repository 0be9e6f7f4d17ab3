-- up, step 1
ALTER TABLE "orders" RENAME COLUMN "state" TO "status";
ALTER TABLE "orders" RENAME CONSTRAINT "ck_orders_state" TO "ck_orders_status";

-- up, step 2
ALTER TABLE "orders" ADD COLUMN "state" text NOT NULL DEFAULT 'on' CONSTRAINT "ck_orders_state" CHECK ("state" IN ('on', 'off'));

-- up, step 3
ALTER TABLE "orders"
    DROP CONSTRAINT "ck_orders_status",
    ADD CONSTRAINT "ck_orders_status" CHECK ("status" IN ('open', 'paid', 'sent'));

-- down, step 1
ALTER TABLE "orders"
    DROP CONSTRAINT "ck_orders_status",
    ADD CONSTRAINT "ck_orders_status" CHECK ("status" IN ('open', 'paid'));

-- down, step 2
ALTER TABLE "orders" DROP COLUMN "state";

-- down, step 3
ALTER TABLE "orders" RENAME COLUMN "status" TO "state";
ALTER TABLE "orders" RENAME CONSTRAINT "ck_orders_status" TO "ck_orders_state";
