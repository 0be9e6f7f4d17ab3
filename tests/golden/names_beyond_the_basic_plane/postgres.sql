-- up, step 1
CREATE TABLE "😀" (
    "😁" integer NOT NULL
);
CREATE INDEX "ix_😀_😁" ON "😀" ("😁");

-- down, step 1
DROP TABLE "😀";
