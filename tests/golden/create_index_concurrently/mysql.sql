-- up, step 1
ALTER TABLE `users` ADD INDEX `ix_users_name_age` (`name`, `age` DESC);

-- up, step 2
ALTER TABLE `users` ADD UNIQUE INDEX `one_of_each_age` (`age`);

-- down, step 1
ALTER TABLE `users` DROP INDEX `one_of_each_age`;

-- down, step 2
ALTER TABLE `users` DROP INDEX `ix_users_name_age`;
