-- up, step 1
ALTER TABLE `users` MODIFY COLUMN `name` varchar(50) NOT NULL;

-- down, step 1
ALTER TABLE `users` MODIFY COLUMN `name` varchar(40) NOT NULL;
