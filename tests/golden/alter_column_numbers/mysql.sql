-- up, step 1
ALTER TABLE `sums`
    MODIFY COLUMN `a` int NOT NULL DEFAULT 1,
    MODIFY COLUMN `b` decimal(10, 2) NOT NULL,
    MODIFY COLUMN `c` decimal(12, 0) NOT NULL;

-- down, step 1
ALTER TABLE `sums`
    MODIFY COLUMN `c` int NOT NULL,
    MODIFY COLUMN `b` decimal(10, 4) NOT NULL,
    MODIFY COLUMN `a` decimal(10, 2) NOT NULL DEFAULT 1.50;
