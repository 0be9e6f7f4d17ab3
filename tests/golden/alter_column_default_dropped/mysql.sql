-- up, step 1
ALTER TABLE `flags` MODIFY COLUMN `on` tinyint(1) NOT NULL, LOCK=NONE;

-- down, step 1
ALTER TABLE `flags` MODIFY COLUMN `on` tinyint(1) NOT NULL DEFAULT 1, LOCK=NONE;
