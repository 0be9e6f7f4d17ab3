-- up, step 1
ALTER TABLE `users`
    ADD INDEX `ix_users_name_age` (`name`, `age` DESC),
    ADD UNIQUE INDEX `one_of_each_age` (`age`),
    LOCK=NONE;

-- down, step 1
ALTER TABLE `users`
    DROP INDEX `one_of_each_age`,
    DROP INDEX `ix_users_name_age`,
    LOCK=NONE;
