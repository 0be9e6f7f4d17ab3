-- up, step 1
ALTER TABLE `users` MODIFY COLUMN `name` varchar(50) NOT NULL, LOCK=NONE;

-- up, step 2
ALTER TABLE `users` RENAME COLUMN `name` TO `full_name`, LOCK=NONE;

-- up, step 3
ALTER TABLE `users` MODIFY COLUMN `full_name` varchar(60) NOT NULL, LOCK=NONE;

-- up, step 4
RENAME TABLE `users` TO `people`;

-- up, step 5
ALTER TABLE `people` MODIFY COLUMN `age` bigint;

-- down, step 1
ALTER TABLE `people` MODIFY COLUMN `age` int;

-- down, step 2
RENAME TABLE `people` TO `users`;

-- down, step 3
ALTER TABLE `users` MODIFY COLUMN `full_name` varchar(50) NOT NULL;

-- down, step 4
ALTER TABLE `users` RENAME COLUMN `full_name` TO `name`, LOCK=NONE;

-- down, step 5
ALTER TABLE `users` MODIFY COLUMN `name` varchar(40) NOT NULL;
