-- up, step 1
ALTER TABLE `users` ADD UNIQUE INDEX `ix_users_upper_name` ((upper(name)) DESC, `age`);

-- down, step 1
ALTER TABLE `users` DROP INDEX `ix_users_upper_name`;
