-- up, step 1
CREATE TABLE "t" (
    "a" TEXT NOT NULL,
    "b" BLOB NOT NULL,
    CONSTRAINT "uq_t_b" UNIQUE ("b")
);
CREATE INDEX "ix_t_a" ON "t" ("a");

-- down, step 1
DROP TABLE "t";
