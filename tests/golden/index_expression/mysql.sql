-- up, step 1
ALTER TABLE `users` ADD UNIQUE INDEX `ix_users_lower` (`age`, (lower(name)));

-- down, step 1
ALTER TABLE `users` DROP INDEX `ix_users_lower`;
