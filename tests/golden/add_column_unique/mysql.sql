-- up, step 1
ALTER TABLE `users` ADD COLUMN `slug` varchar(30), LOCK=NONE;

-- up, step 2
ALTER TABLE `users` ADD CONSTRAINT `uq_users_slug` UNIQUE (`slug`), LOCK=NONE;

-- up, step 3
ALTER TABLE `users` ADD COLUMN `place` int NOT NULL DEFAULT 1, LOCK=NONE;

-- up, step 4
ALTER TABLE `users` ADD INDEX `ix_users_place` (`place`), LOCK=NONE;

-- down, step 1
ALTER TABLE `users` DROP INDEX `ix_users_place`, LOCK=NONE;

-- down, step 2
ALTER TABLE `users` DROP COLUMN `place`, LOCK=NONE;

-- down, step 3
ALTER TABLE `users` DROP INDEX `uq_users_slug`, LOCK=NONE;

-- down, step 4
ALTER TABLE `users` DROP COLUMN `slug`, LOCK=NONE;
