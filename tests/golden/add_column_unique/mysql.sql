-- up, step 1
ALTER TABLE `users` ADD COLUMN `slug` varchar(30);

-- up, step 2
ALTER TABLE `users` ADD CONSTRAINT `uq_users_slug` UNIQUE (`slug`);

-- up, step 3
ALTER TABLE `users` ADD COLUMN `place` int NOT NULL DEFAULT 1;

-- up, step 4
ALTER TABLE `users` ADD INDEX `ix_users_place` (`place`);

-- down, step 1
ALTER TABLE `users` DROP INDEX `ix_users_place`;

-- down, step 2
ALTER TABLE `users` DROP COLUMN `place`;

-- down, step 3
ALTER TABLE `users` DROP INDEX `uq_users_slug`;

-- down, step 4
ALTER TABLE `users` DROP COLUMN `slug`;
