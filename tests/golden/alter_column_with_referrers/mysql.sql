-- up, step 1
ALTER TABLE `users` MODIFY COLUMN `name` varchar(41) NOT NULL, LOCK=NONE;

-- up, step 2
ALTER TABLE `posts` MODIFY COLUMN `title` longtext NOT NULL;

-- down, step 1
ALTER TABLE `posts` MODIFY COLUMN `title` varchar(80) NOT NULL;

-- down, step 2
ALTER TABLE `users` MODIFY COLUMN `name` varchar(40) NOT NULL;
