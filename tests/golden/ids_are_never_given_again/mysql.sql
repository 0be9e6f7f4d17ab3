-- up, step 1
ALTER TABLE `users` MODIFY COLUMN `name` varchar(41) NOT NULL, LOCK=NONE;

-- down, step 1
ALTER TABLE `users` MODIFY COLUMN `name` varchar(40) NOT NULL;
