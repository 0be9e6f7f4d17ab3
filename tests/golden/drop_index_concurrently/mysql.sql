-- up, step 1
ALTER TABLE `users` DROP INDEX `ix_users_name`, LOCK=NONE;

-- down, step 1
ALTER TABLE `users` ADD INDEX `ix_users_name` (`name`), LOCK=NONE;
