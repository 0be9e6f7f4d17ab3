-- up, step 1
CREATE TABLE "counters" (
    "code" INTEGER NOT NULL,
    "small" SMALLINT NOT NULL DEFAULT 1,
    "number" DECIMAL(5, 2),
    PRIMARY KEY ("code")
);

-- up, step 2
CREATE TABLE "readings" (
    "code" INTEGER NOT NULL,
    CONSTRAINT "fk_readings_code" FOREIGN KEY ("code") REFERENCES "counters" ("code")
);

-- down, step 1
DROP TABLE "readings";

-- down, step 2
DROP TABLE "counters";
