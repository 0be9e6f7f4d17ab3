-- up, step 1
ALTER TABLE `users` ADD CONSTRAINT `uq_users_name` UNIQUE (`name`), LOCK=NONE;

-- up, step 2
ALTER TABLE `posts` MODIFY COLUMN `title` varchar(90) NOT NULL, LOCK=NONE;

-- down, step 1
ALTER TABLE `posts` MODIFY COLUMN `title` varchar(80) NOT NULL;

-- down, step 2
ALTER TABLE `users` DROP INDEX `uq_users_name`, LOCK=NONE;
