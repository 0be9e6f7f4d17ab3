-- up, step 1
ALTER TABLE "pairs"
    DROP CONSTRAINT "pk_pairs",
    ADD CONSTRAINT "pk_pairs" PRIMARY KEY ("b");

-- down, step 1
ALTER TABLE "pairs"
    DROP CONSTRAINT "pk_pairs",
    ADD CONSTRAINT "pk_pairs" PRIMARY KEY ("a", "b");
