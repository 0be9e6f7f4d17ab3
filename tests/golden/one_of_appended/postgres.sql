-- up, step 1
ALTER TABLE "orders"
    DROP CONSTRAINT "ck_orders_state",
    ADD CONSTRAINT "ck_orders_state" CHECK ("state" IN ('open', 'paid', 'sent'));

-- down, step 1
ALTER TABLE "orders"
    DROP CONSTRAINT "ck_orders_state",
    ADD CONSTRAINT "ck_orders_state" CHECK ("state" IN ('open', 'paid'));
