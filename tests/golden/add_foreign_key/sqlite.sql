-- up, step 1
-- makes `links` anew
CREATE TABLE "covet_new_links" (
    "user_id" BIGINT,
    "a" BIGINT NOT NULL,
    "b" BIGINT,
    CONSTRAINT "fk_links_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "pair" FOREIGN KEY ("a", "b") REFERENCES "pairs" ("a", "b")
);
INSERT INTO "covet_new_links" (rowid, "user_id", "a", "b")
    SELECT rowid, "user_id", "a", "b"
    FROM "links";
DROP TABLE "links";
ALTER TABLE "covet_new_links" RENAME TO "links";

-- down, step 1
-- makes `links` anew
CREATE TABLE "covet_new_links" (
    "user_id" BIGINT,
    "a" BIGINT NOT NULL,
    "b" BIGINT
);
INSERT INTO "covet_new_links" (rowid, "user_id", "a", "b")
    SELECT rowid, "user_id", "a", "b"
    FROM "links";
DROP TABLE "links";
ALTER TABLE "covet_new_links" RENAME TO "links";
