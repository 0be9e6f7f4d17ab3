-- up, step 1
ALTER TABLE `users` MODIFY COLUMN `name` varchar(200) NOT NULL;

-- up, step 2
ALTER TABLE `users` MODIFY COLUMN `age` bigint;

-- down, step 1
ALTER TABLE `users` MODIFY COLUMN `age` int;

-- down, step 2
ALTER TABLE `users` MODIFY COLUMN `name` varchar(40) NOT NULL;
