-- up, step 1
ALTER TABLE `plain` ADD INDEX `ix_plain_n_name` (`n`, `name`);

-- up, step 2
ALTER TABLE `plain` MODIFY COLUMN `n` bigint;

-- up, step 3
ALTER TABLE `plain` ADD CONSTRAINT `uq_n` UNIQUE (`n`);

-- down, step 1
ALTER TABLE `plain` DROP INDEX `uq_n`;

-- down, step 2
ALTER TABLE `plain` MODIFY COLUMN `n` int NOT NULL;

-- down, step 3
ALTER TABLE `plain` DROP INDEX `ix_plain_n_name`;
