-- up, step 1
ALTER TABLE `users` ADD CONSTRAINT `uq_users_name` UNIQUE (`name`), LOCK=NONE;

-- down, step 1
ALTER TABLE `users` DROP INDEX `uq_users_name`, LOCK=NONE;
