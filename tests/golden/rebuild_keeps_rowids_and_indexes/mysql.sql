-- up, step 1
ALTER TABLE `plain` ADD INDEX `ix_plain_n_name` (`n`, `name`), LOCK=NONE;

-- up, step 2
ALTER TABLE `plain` MODIFY COLUMN `n` bigint;

-- up, step 3
ALTER TABLE `plain` ADD CONSTRAINT `uq_n` UNIQUE (`n`), LOCK=NONE;

-- down, step 1
ALTER TABLE `plain` DROP INDEX `uq_n`, LOCK=NONE;

-- down, step 2
ALTER TABLE `plain` MODIFY COLUMN `n` int NOT NULL;

-- down, step 3
ALTER TABLE `plain` DROP INDEX `ix_plain_n_name`, LOCK=NONE;
