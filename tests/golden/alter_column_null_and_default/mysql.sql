-- up, step 1
ALTER TABLE `users` MODIFY COLUMN `age` int NOT NULL DEFAULT 18;

-- up, step 2
ALTER TABLE `users` MODIFY COLUMN `name` varchar(40);

-- down, step 1
ALTER TABLE `users` MODIFY COLUMN `name` varchar(40) NOT NULL;

-- down, step 2
ALTER TABLE `users` MODIFY COLUMN `age` int;
