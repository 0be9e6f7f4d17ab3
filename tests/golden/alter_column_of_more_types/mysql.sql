-- up, step 1
ALTER TABLE `numbers`
    MODIFY COLUMN `a` bigint NOT NULL,
    MODIFY COLUMN `b` double NOT NULL,
    MODIFY COLUMN `c` decimal(6, 2) NOT NULL,
    MODIFY COLUMN `d` longblob;

-- up, step 2
ALTER TABLE `numbers` MODIFY COLUMN `f` varchar(5) NOT NULL;

-- down, step 1
ALTER TABLE `numbers` MODIFY COLUMN `f` enum('x', 'y') NOT NULL;

-- down, step 2
ALTER TABLE `numbers`
    MODIFY COLUMN `d` varbinary(8),
    MODIFY COLUMN `c` double NOT NULL,
    MODIFY COLUMN `b` float NOT NULL,
    MODIFY COLUMN `a` smallint NOT NULL;
