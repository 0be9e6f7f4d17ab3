-- up, step 1
ALTER TABLE `notes` ADD COLUMN `by` varchar(10) COMMENT 'who', LOCK=NONE;

-- up, step 2
ALTER TABLE `notes` MODIFY COLUMN `body` longtext NOT NULL COMMENT 'as it is', LOCK=NONE;

-- up, step 3
ALTER TABLE `notes` MODIFY COLUMN `title` varchar(30) COMMENT 'short', LOCK=NONE;

-- down, step 1
ALTER TABLE `notes` MODIFY COLUMN `title` varchar(20);

-- down, step 2
ALTER TABLE `notes` MODIFY COLUMN `body` longtext NOT NULL COMMENT 'in "Markdown"', LOCK=NONE;

-- down, step 3
ALTER TABLE `notes` DROP COLUMN `by`, LOCK=NONE;
