-- up, step 1
-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY "ix_pairs_a_b" ON "pairs" ("a", "b");

-- up, step 2
ALTER TABLE "pairs" ADD CONSTRAINT "pk_pairs" PRIMARY KEY USING INDEX "ix_pairs_a_b";

-- down, step 1
ALTER TABLE "pairs" DROP CONSTRAINT "pk_pairs";
