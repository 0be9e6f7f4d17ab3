-- up, step 1
-- makes `moments` anew
CREATE TABLE "covet_new_moments" (
    "plain" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00','now')),
    "zoned" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now'))
);
INSERT INTO "covet_new_moments" (rowid, "plain", "zoned")
    SELECT rowid, replace("plain", ' ', 'T') || '+00:00', CASE WHEN "zoned" LIKE '%+00:00' THEN replace(substr("zoned", 1, length("zoned") - 6), 'T', ' ') ELSE strftime('%Y-%m-%d %H:%M:%f', "zoned") END
    FROM "moments";
DROP TABLE "moments";
ALTER TABLE "covet_new_moments" RENAME TO "moments";

-- down, step 1
-- makes `moments` anew
CREATE TABLE "covet_new_moments" (
    "plain" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "zoned" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00','now'))
);
INSERT INTO "covet_new_moments" (rowid, "plain", "zoned")
    SELECT rowid, CASE WHEN "plain" LIKE '%+00:00' THEN replace(substr("plain", 1, length("plain") - 6), 'T', ' ') ELSE strftime('%Y-%m-%d %H:%M:%f', "plain") END, replace("zoned", ' ', 'T') || '+00:00'
    FROM "moments";
DROP TABLE "moments";
ALTER TABLE "covet_new_moments" RENAME TO "moments";
