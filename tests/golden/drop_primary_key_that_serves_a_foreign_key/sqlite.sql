-- up, step 1
-- makes `votes` anew
CREATE TABLE "covet_new_votes" (
    "user_id" BIGINT NOT NULL,
    "post_id" INTEGER NOT NULL,
    CONSTRAINT "fk_votes_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);
INSERT INTO "covet_new_votes" (rowid, "user_id", "post_id")
    SELECT rowid, "user_id", "post_id"
    FROM "votes";
DROP TABLE "votes";
ALTER TABLE "covet_new_votes" RENAME TO "votes";

-- down, step 1
-- makes `votes` anew
CREATE TABLE "covet_new_votes" (
    "user_id" BIGINT NOT NULL,
    "post_id" INTEGER NOT NULL,
    PRIMARY KEY ("user_id", "post_id"),
    CONSTRAINT "fk_votes_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);
INSERT INTO "covet_new_votes" (rowid, "user_id", "post_id")
    SELECT rowid, "user_id", "post_id"
    FROM "votes";
DROP TABLE "votes";
ALTER TABLE "covet_new_votes" RENAME TO "votes";
