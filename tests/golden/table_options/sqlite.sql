-- up, step 1
-- makes `prices` anew
CREATE TABLE "covet_new_prices" (
    "code" TEXT NOT NULL,
    "amount" INTEGER,
    PRIMARY KEY ("code")
) STRICT, WITHOUT ROWID;
INSERT INTO "covet_new_prices" ("code", "amount")
    SELECT "code", "amount"
    FROM "prices";
DROP TABLE "prices";
ALTER TABLE "covet_new_prices" RENAME TO "prices";

-- up, step 2
CREATE TABLE "events" (
    "at" INTEGER NOT NULL,
    PRIMARY KEY ("at")
) without  rowid;

-- up, step 3
DROP TABLE "prices";

-- down, step 1
CREATE TABLE "prices" (
    "code" TEXT NOT NULL,
    "amount" INTEGER,
    PRIMARY KEY ("code")
) STRICT, WITHOUT ROWID;

-- down, step 2
DROP TABLE "events";

-- down, step 3
-- makes `prices` anew
CREATE TABLE "covet_new_prices" (
    "code" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    PRIMARY KEY ("code")
) STRICT, WITHOUT ROWID;
INSERT INTO "covet_new_prices" ("code", "amount")
    SELECT "code", "amount"
    FROM "prices";
DROP TABLE "prices";
ALTER TABLE "covet_new_prices" RENAME TO "prices";
