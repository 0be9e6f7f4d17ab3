-- up, step 1
-- makes `plain` anew
CREATE TABLE "covet_new_plain" (
    "name" VARCHAR(10) NOT NULL,
    "n" BIGINT,
    PRIMARY KEY ("name"),
    CONSTRAINT "uq_n" UNIQUE ("n")
);
INSERT INTO "covet_new_plain" (rowid, "name", "n")
    SELECT rowid, "name", "n"
    FROM "plain";
DROP TABLE "plain";
ALTER TABLE "covet_new_plain" RENAME TO "plain";
CREATE INDEX "ix_plain_n" ON "plain" ("n");
CREATE INDEX "ix_plain_n_name" ON "plain" ("n", "name");

-- down, step 1
-- makes `plain` anew
CREATE TABLE "covet_new_plain" (
    "name" VARCHAR(10) NOT NULL,
    "n" INTEGER NOT NULL,
    PRIMARY KEY ("name")
);
INSERT INTO "covet_new_plain" (rowid, "name", "n")
    SELECT rowid, "name", "n"
    FROM "plain";
DROP TABLE "plain";
ALTER TABLE "covet_new_plain" RENAME TO "plain";
CREATE INDEX "ix_plain_n" ON "plain" ("n");
