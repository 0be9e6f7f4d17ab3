-- up, step 1
CREATE TABLE "defaults" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "label" VARCHAR(20) NOT NULL DEFAULT 'it''s \ "`;--😀',
    "body" TEXT NOT NULL DEFAULT 'x',
    "small" INTEGER NOT NULL DEFAULT -1,
    "big" BIGINT NOT NULL DEFAULT -9223372036854775808,
    "yes" BOOLEAN NOT NULL DEFAULT 1,
    "no" BOOLEAN DEFAULT 0,
    "number" DECIMAL(10, 2) NOT NULL DEFAULT 0.5,
    "text_number" DECIMAL(10, 2) NOT NULL DEFAULT -0.10,
    "then" DATETIME NOT NULL DEFAULT '2020-01-31 12:00:00',
    "then_tz" DATETIME NOT NULL DEFAULT '2020-01-31T12:00:00+00:00',
    "now" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "now_tz" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00','now')),
    "computed" INTEGER NOT NULL DEFAULT (1 + 1)
);

-- down, step 1
DROP TABLE "defaults";
