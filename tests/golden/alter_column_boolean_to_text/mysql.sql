-- up, step 1
ALTER TABLE `flags` MODIFY COLUMN `on` varchar(5) NOT NULL;

-- down, step 1
ALTER TABLE `flags` MODIFY COLUMN `on` tinyint(1) NOT NULL;
