-- up, step 1
CREATE TABLE "uses" (
    "x" integer NOT NULL,
    "y" integer NOT NULL,
    CONSTRAINT "fk_uses_pair" FOREIGN KEY ("x", "y") REFERENCES "pairs" ("a", "b") ON DELETE CASCADE
);

-- down, step 1
DROP TABLE "uses";
