-- up, step 1
CREATE TABLE "t" (
    "a" TEXT NOT NULL
);

-- down, step 1
DROP TABLE "t";
