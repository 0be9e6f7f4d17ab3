-- up, step 1
ALTER TABLE `things` MODIFY COLUMN `n` longtext NOT NULL DEFAULT ('5');

-- up, step 2
ALTER TABLE `things` MODIFY COLUMN `d` varchar(20) NOT NULL;

-- up, step 3
ALTER TABLE `things` MODIFY COLUMN `s` longtext NOT NULL DEFAULT ('x');

-- up, step 4
ALTER TABLE `things` MODIFY COLUMN `at` varchar(40) NOT NULL;

-- up, step 5
ALTER TABLE `things` MODIFY COLUMN `at_tz` longtext;

-- down, step 1
ALTER TABLE `things` MODIFY COLUMN `at_tz` datetime(6) NOT NULL DEFAULT (utc_timestamp(6));

-- down, step 2
ALTER TABLE `things` MODIFY COLUMN `at` datetime(6) NOT NULL;

-- down, step 3
ALTER TABLE `things` MODIFY COLUMN `s` varchar(10) NOT NULL DEFAULT 'x';

-- down, step 4
ALTER TABLE `things` MODIFY COLUMN `d` decimal(10, 2) NOT NULL;

-- down, step 5
ALTER TABLE `things` MODIFY COLUMN `n` int NOT NULL DEFAULT 5;
