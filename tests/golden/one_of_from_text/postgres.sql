-- up, step 1
ALTER TABLE "orders"
    ALTER COLUMN "state" TYPE text,
    ADD CONSTRAINT "ck_orders_state" CHECK ("state" IN ('open', 'paid'));

-- down, step 1
ALTER TABLE "orders"
    DROP CONSTRAINT "ck_orders_state",
    ALTER COLUMN "state" TYPE varchar(10);
