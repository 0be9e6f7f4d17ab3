-- up, step 1
ALTER TABLE `notes` ADD COLUMN `by` varchar(10) COMMENT 'who';

-- up, step 2
ALTER TABLE `notes` MODIFY COLUMN `body` longtext NOT NULL COMMENT 'as it is';

-- up, step 3
ALTER TABLE `notes` MODIFY COLUMN `title` varchar(30) COMMENT 'short';

-- down, step 1
ALTER TABLE `notes` MODIFY COLUMN `title` varchar(20);

-- down, step 2
ALTER TABLE `notes` MODIFY COLUMN `body` longtext NOT NULL COMMENT 'in "Markdown"';

-- down, step 3
ALTER TABLE `notes` DROP COLUMN `by`;
