-- up, step 1
CREATE TABLE "posts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "slug" VARCHAR(40) NOT NULL,
    "place" INTEGER
);
CREATE UNIQUE INDEX "posts_placed" ON "posts" ("slug") WHERE place IS NOT NULL;
CREATE INDEX "posts_lower" ON "posts" ((lower(slug)) DESC, "place");

-- down, step 1
DROP TABLE "posts";
