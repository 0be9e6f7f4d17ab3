-- up, step 1
ALTER TABLE `prices` MODIFY COLUMN `amount` int, LOCK=NONE;

-- up, step 2
CREATE TABLE `events` (
    `at` int NOT NULL,
    PRIMARY KEY (`at`)
) COMMENT='what happened' ENGINE=Aria PARTITION BY HASH (at) PARTITIONS 3;

-- up, step 3
DROP TABLE `prices`;

-- down, step 1
CREATE TABLE `prices` (
    `code` varchar(20) NOT NULL,
    `amount` int,
    PRIMARY KEY (`code`)
) ENGINE=InnoDB ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 CHARSET=utf8mb3 COLLATE=utf8mb3_bin;

-- down, step 2
DROP TABLE `events`;

-- down, step 3
ALTER TABLE `prices` MODIFY COLUMN `amount` int NOT NULL, LOCK=NONE;
