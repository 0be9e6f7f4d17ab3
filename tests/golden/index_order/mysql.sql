-- up, step 1
ALTER TABLE `users` ADD INDEX `ix_users_name_age` (`name`, `age` DESC);

-- down, step 1
ALTER TABLE `users` DROP INDEX `ix_users_name_age`, LOCK=NONE;
