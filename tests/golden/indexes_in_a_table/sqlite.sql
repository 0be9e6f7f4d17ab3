-- up, step 1
CREATE TABLE "posts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" BIGINT NOT NULL,
    "slug" VARCHAR(40) NOT NULL,
    "place" INTEGER NOT NULL,
    CONSTRAINT "posts_slug" UNIQUE ("slug"),
    CONSTRAINT "posts_place" UNIQUE ("user_id", "place"),
    CONSTRAINT "posts_has_slug" CHECK (slug <> ''),
    CONSTRAINT "posts_user" FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);
CREATE INDEX "posts_by_user" ON "posts" ("user_id");
CREATE UNIQUE INDEX "posts_last" ON "posts" ("place" DESC, "slug");

-- down, step 1
DROP TABLE "posts";
