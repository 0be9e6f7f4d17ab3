-- up, step 1
CREATE TABLE "t" (
    "a" text NOT NULL CONSTRAINT "ck_t_a" CHECK ("a" IN ('x', 'X')),
    "b" text NOT NULL CONSTRAINT "ck_t_b" CHECK ("b" IN ('y '))
);

-- down, step 1
DROP TABLE "t";
