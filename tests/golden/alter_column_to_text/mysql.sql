-- up, step 1
ALTER TABLE `things`
    MODIFY COLUMN `n` longtext NOT NULL DEFAULT ('5'),
    MODIFY COLUMN `d` varchar(20) NOT NULL,
    MODIFY COLUMN `s` longtext NOT NULL DEFAULT ('x'),
    MODIFY COLUMN `at` varchar(40) NOT NULL,
    MODIFY COLUMN `at_tz` longtext;

-- down, step 1
ALTER TABLE `things`
    MODIFY COLUMN `at_tz` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
    MODIFY COLUMN `at` datetime(6) NOT NULL,
    MODIFY COLUMN `s` varchar(10) NOT NULL DEFAULT 'x',
    MODIFY COLUMN `d` decimal(10, 2) NOT NULL,
    MODIFY COLUMN `n` int NOT NULL DEFAULT 5;
