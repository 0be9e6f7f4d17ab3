-- up, step 1
ALTER TABLE `sums` MODIFY COLUMN `a` int NOT NULL DEFAULT 1;

-- up, step 2
ALTER TABLE `sums` MODIFY COLUMN `b` decimal(10, 2) NOT NULL;

-- up, step 3
ALTER TABLE `sums` MODIFY COLUMN `c` decimal(12, 0) NOT NULL;

-- down, step 1
ALTER TABLE `sums` MODIFY COLUMN `c` int NOT NULL;

-- down, step 2
ALTER TABLE `sums` MODIFY COLUMN `b` decimal(10, 4) NOT NULL;

-- down, step 3
ALTER TABLE `sums` MODIFY COLUMN `a` decimal(10, 2) NOT NULL DEFAULT 1.50;
