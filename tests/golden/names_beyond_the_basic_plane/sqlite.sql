-- up, step 1
CREATE TABLE "😀" (
    "😁" INTEGER NOT NULL
);
CREATE INDEX "ix_😀_😁" ON "😀" ("😁");

-- down, step 1
DROP TABLE "😀";
