-- up, step 1
ALTER TABLE `users` ADD UNIQUE INDEX `ix_users_name` (`name`), LOCK=NONE;

-- up, step 2
ALTER TABLE `users` RENAME INDEX `ix_users_name` TO `uq_users_name`, LOCK=NONE;

-- up, step 3
ALTER TABLE `users` ADD UNIQUE INDEX `uq_age` (`age`), LOCK=NONE;

-- down, step 1
ALTER TABLE `users`
    DROP INDEX `uq_age`,
    DROP INDEX `uq_users_name`,
    LOCK=NONE;
