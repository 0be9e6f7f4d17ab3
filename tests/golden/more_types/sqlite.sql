-- up, step 1
CREATE TABLE "things" (
    "id" BLOB NOT NULL DEFAULT (randomblob(16)),
    "small" SMALLINT NOT NULL DEFAULT -1,
    "four" REAL NOT NULL DEFAULT 0.5,
    "eight" DOUBLE NOT NULL DEFAULT -0.25,
    "date" DATE NOT NULL DEFAULT '2020-01-31',
    "today" DATE NOT NULL DEFAULT (date('now')),
    "time" TIME NOT NULL DEFAULT '12:34:56.789',
    "clock" TIME NOT NULL DEFAULT (strftime('%H:%M:%f','now')),
    "uuid" BLOB,
    "json" TEXT NOT NULL DEFAULT '{"a": 1}',
    "json_text" TEXT NOT NULL DEFAULT '[1]',
    "binary" BLOB,
    "hash" BLOB,
    "place" varchar(9) NOT NULL DEFAULT 'here',
    PRIMARY KEY ("id"),
    CONSTRAINT "uq_things_uuid" UNIQUE ("uuid")
);
CREATE INDEX "ix_things_hash" ON "things" ("hash");

-- down, step 1
DROP TABLE "things";
