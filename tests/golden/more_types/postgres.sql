-- up, step 1
CREATE TABLE "things" (
    "id" uuid NOT NULL DEFAULT gen_random_uuid(),
    "small" smallint NOT NULL DEFAULT -1,
    "four" real NOT NULL DEFAULT 0.5,
    "eight" double precision NOT NULL DEFAULT -0.25,
    "date" date NOT NULL DEFAULT '2020-01-31',
    "today" date NOT NULL DEFAULT (CAST(now() AT TIME ZONE 'utc' AS date)),
    "time" time(6) NOT NULL DEFAULT '12:34:56.789',
    "clock" time(6) NOT NULL DEFAULT (CAST(now() AT TIME ZONE 'utc' AS time(6))),
    "uuid" uuid,
    "json" jsonb NOT NULL DEFAULT '{"a": 1}',
    "json_text" json NOT NULL DEFAULT '[1]',
    "binary" bytea,
    "hash" bytea,
    "place" varchar(9) NOT NULL DEFAULT 'here',
    CONSTRAINT "pk_things" PRIMARY KEY ("id"),
    CONSTRAINT "uq_things_uuid" UNIQUE ("uuid")
);
CREATE INDEX "ix_things_hash" ON "things" ("hash");

-- down, step 1
DROP TABLE "things";
