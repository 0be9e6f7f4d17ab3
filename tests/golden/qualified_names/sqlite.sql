-- up: no-schemas: sqlite cannot create table `billing.invoices`: it has no schema `billing` that a table could stand in; name the table `billing_invoices`
-- up: no-schemas: sqlite cannot create table `billing.invoices`: it has no schema `billing` that a table could stand in; name the table `billing_plans`

-- down, step 1
CREATE INDEX "ix_invoices_plan_id" ON "billing"."invoices" ("plan_id");

-- down, step 2
DROP TABLE "billing"."invoices";
