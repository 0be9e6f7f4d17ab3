-- up, step 1
ALTER TABLE "prices" ALTER COLUMN "amount" DROP NOT NULL;

-- up, step 2
CREATE TABLE "events" (
    "at" integer NOT NULL,
    CONSTRAINT "pk_events" PRIMARY KEY ("at")
) WITH (fillfactor = 50);
COMMENT ON TABLE "events" IS 'what happened';

-- up, step 3
DROP TABLE "prices";

-- down, step 1
CREATE TABLE "prices" (
    "code" text NOT NULL,
    "amount" int,
    CONSTRAINT "pk_prices" PRIMARY KEY ("code")
) WITH (fillfactor = 70, autovacuum_enabled = false);

-- down, step 2
DROP TABLE "events";

-- down, step 3
ALTER TABLE "prices" ALTER COLUMN "amount" SET NOT NULL;
