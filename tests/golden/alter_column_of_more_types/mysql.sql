-- up, step 1
ALTER TABLE `numbers` MODIFY COLUMN `a` bigint NOT NULL;

-- up, step 2
ALTER TABLE `numbers` MODIFY COLUMN `b` double NOT NULL;

-- up, step 3
ALTER TABLE `numbers` MODIFY COLUMN `c` decimal(6, 2) NOT NULL;

-- up, step 4
ALTER TABLE `numbers` MODIFY COLUMN `d` longblob;

-- up, step 5
ALTER TABLE `numbers` MODIFY COLUMN `f` varchar(5) NOT NULL;

-- down, step 1
ALTER TABLE `numbers` MODIFY COLUMN `f` enum('x', 'y') NOT NULL;

-- down, step 2
ALTER TABLE `numbers` MODIFY COLUMN `d` varbinary(8);

-- down, step 3
ALTER TABLE `numbers` MODIFY COLUMN `c` double NOT NULL;

-- down, step 4
ALTER TABLE `numbers` MODIFY COLUMN `b` float NOT NULL;

-- down, step 5
ALTER TABLE `numbers` MODIFY COLUMN `a` smallint NOT NULL;
