-- up, step 1
-- makes `bills` anew
CREATE TABLE "covet_new_bills" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "account_id" BIGINT NOT NULL,
    CONSTRAINT "fk_bills_account_id" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE
);
INSERT INTO "covet_new_bills" ("id", "account_id")
    SELECT "id", "account_id"
    FROM "bills";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_bills';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_bills', seq FROM main.sqlite_sequence WHERE name = 'bills';
DROP TABLE "bills";
ALTER TABLE "covet_new_bills" RENAME TO "bills";

-- up, step 2
CREATE TABLE "payments" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "account_id" BIGINT NOT NULL,
    CONSTRAINT "fk_payments_account_id" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id")
);

-- down, step 1
DROP TABLE "payments";

-- down, step 2
-- makes `bills` anew
CREATE TABLE "covet_new_bills" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "account_id" BIGINT NOT NULL
);
INSERT INTO "covet_new_bills" ("id", "account_id")
    SELECT "id", "account_id"
    FROM "bills";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_bills';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_bills', seq FROM main.sqlite_sequence WHERE name = 'bills';
DROP TABLE "bills";
ALTER TABLE "covet_new_bills" RENAME TO "bills";
