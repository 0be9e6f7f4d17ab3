-- up, step 1
CREATE TABLE `ranges` (
    `low` int NOT NULL,
    `high` int NOT NULL,
    CONSTRAINT `ck_ranges_low` CHECK (low >= 0),
    CONSTRAINT `ck_ranges_order` CHECK (low <= high)
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `ranges`;
