-- up, step 1
DROP TABLE IF EXISTS "users";

-- down, step 1
CREATE TABLE "users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER
);
