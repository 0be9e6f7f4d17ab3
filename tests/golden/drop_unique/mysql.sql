-- up, step 1
ALTER TABLE `users` DROP INDEX `uq_users_name_age`, LOCK=NONE;

-- down, step 1
ALTER TABLE `users` ADD CONSTRAINT `uq_users_name_age` UNIQUE (`name`, `age`), LOCK=NONE;
