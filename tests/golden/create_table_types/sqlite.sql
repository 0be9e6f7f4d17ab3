-- up, step 1
CREATE TABLE "everything" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "string" VARCHAR(255) NOT NULL,
    "text" TEXT,
    "integer" INTEGER NOT NULL,
    "big_integer" BIGINT NOT NULL,
    "boolean" BOOLEAN NOT NULL,
    "decimal" DECIMAL(10, 2) NOT NULL,
    "timestamp" DATETIME NOT NULL,
    "timestamp_tz" DATETIME NOT NULL,
    "created_at" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00','now')),
    "updated_at" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00','now'))
);

-- down, step 1
DROP TABLE "everything";
