-- up, step 1
CREATE TABLE "t" (
    "a" TEXT NOT NULL CHECK ("a" IN ('x', 'X')),
    "b" TEXT NOT NULL CHECK ("b" IN ('y '))
);

-- down, step 1
DROP TABLE "t";
