-- up: reference-in-schema: mysql cannot create table `billing.invoices`: in `billing.invoices` a key to `plans` leads to `billing.plans`, and not to the `plans` without a database, as `fk_invoices_plan_id` should; name the database of `plans` too, or none in both
-- up: reference-in-schema: mysql cannot add foreign key `fk_items_plan_id` to `billing.items`: in `billing.items` a key to `plans` leads to `billing.plans`, and not to the `plans` without a database, as `fk_items_plan_id` should; name the database of `plans` too, or none in both

-- down, step 1
ALTER TABLE `billing`.`items`
    DROP FOREIGN KEY `fk_items_plan_id`,
    DROP INDEX `fk_items_plan_id`,
    LOCK=NONE;

-- down, step 2
DROP TABLE `billing`.`invoices`;
