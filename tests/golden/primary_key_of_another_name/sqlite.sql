-- up, step 1
ALTER TABLE "users" RENAME TO "people";

-- up, step 2
ALTER TABLE "plain" RENAME TO "simple";

-- up, step 3
-- makes `votes` anew
CREATE TABLE "covet_new_votes" (
    "user_id" BIGINT NOT NULL,
    "post_id" INTEGER NOT NULL,
    CONSTRAINT "fk_votes_user_id" FOREIGN KEY ("user_id") REFERENCES "people" ("id")
);
INSERT INTO "covet_new_votes" (rowid, "user_id", "post_id")
    SELECT rowid, "user_id", "post_id"
    FROM "votes";
DROP TABLE "votes";
ALTER TABLE "covet_new_votes" RENAME TO "votes";

-- up, step 4
-- makes `tags` anew
CREATE TABLE "covet_new_tags" (
    "name" VARCHAR(40) NOT NULL,
    PRIMARY KEY ("name")
);
INSERT INTO "covet_new_tags" (rowid, "name")
    SELECT rowid, "name"
    FROM "tags";
DROP TABLE "tags";
ALTER TABLE "covet_new_tags" RENAME TO "tags";

-- up, step 5
-- makes `simple` anew
CREATE TABLE "covet_new_simple" (
    "a" INTEGER NOT NULL,
    PRIMARY KEY ("a")
);
INSERT INTO "covet_new_simple" ("a")
    SELECT "a"
    FROM "simple";
DROP TABLE "simple";
ALTER TABLE "covet_new_simple" RENAME TO "simple";

-- down, step 1
-- makes `simple` anew
CREATE TABLE "covet_new_simple" (
    "a" INTEGER NOT NULL,
    PRIMARY KEY ("a")
);
INSERT INTO "covet_new_simple" ("a")
    SELECT "a"
    FROM "simple";
DROP TABLE "simple";
ALTER TABLE "covet_new_simple" RENAME TO "simple";

-- down, step 2
-- makes `tags` anew
CREATE TABLE "covet_new_tags" (
    "name" VARCHAR(40) NOT NULL,
    PRIMARY KEY ("name")
);
INSERT INTO "covet_new_tags" (rowid, "name")
    SELECT rowid, "name"
    FROM "tags";
DROP TABLE "tags";
ALTER TABLE "covet_new_tags" RENAME TO "tags";

-- down, step 3
-- makes `votes` anew
CREATE TABLE "covet_new_votes" (
    "user_id" BIGINT NOT NULL,
    "post_id" INTEGER NOT NULL,
    PRIMARY KEY ("user_id", "post_id"),
    CONSTRAINT "fk_votes_user_id" FOREIGN KEY ("user_id") REFERENCES "people" ("id")
);
INSERT INTO "covet_new_votes" (rowid, "user_id", "post_id")
    SELECT rowid, "user_id", "post_id"
    FROM "votes";
DROP TABLE "votes";
ALTER TABLE "covet_new_votes" RENAME TO "votes";

-- down, step 4
ALTER TABLE "simple" RENAME TO "plain";

-- down, step 5
ALTER TABLE "people" RENAME TO "users";
