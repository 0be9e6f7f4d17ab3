-- up, step 1
ALTER TABLE `users` RENAME INDEX `ix_users_name` TO `ix_users_nickname`, LOCK=NONE;

-- down, step 1
ALTER TABLE `users` RENAME INDEX `ix_users_nickname` TO `ix_users_name`, LOCK=NONE;
