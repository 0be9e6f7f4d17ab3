-- up, step 1
CREATE TABLE "ranges" (
    "low" INTEGER NOT NULL,
    "high" INTEGER NOT NULL,
    CONSTRAINT "ck_ranges_low" CHECK (low >= 0),
    CONSTRAINT "ck_ranges_order" CHECK (low <= high)
);

-- down, step 1
DROP TABLE "ranges";
