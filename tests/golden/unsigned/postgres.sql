-- up, step 1
CREATE TABLE "counters" (
    "code" integer NOT NULL,
    "small" smallint NOT NULL DEFAULT 1,
    "number" numeric(5, 2),
    CONSTRAINT "pk_counters" PRIMARY KEY ("code")
);

-- up, step 2
CREATE TABLE "readings" (
    "code" integer NOT NULL,
    CONSTRAINT "fk_readings_code" FOREIGN KEY ("code") REFERENCES "counters" ("code")
);

-- down, step 1
DROP TABLE "readings";

-- down, step 2
DROP TABLE "counters";
