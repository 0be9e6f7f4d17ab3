-- up, step 1
ALTER TABLE `users` ADD COLUMN `key` binary(16) NOT NULL DEFAULT (unhex(replace(uuid(), '-', '')));

-- up, step 2
ALTER TABLE `users` ADD CONSTRAINT `uq_users_key` UNIQUE (`key`);

-- up, step 3
ALTER TABLE `users` ADD COLUMN `born` date;

-- up, step 4
ALTER TABLE `users` ADD COLUMN `weight` double NOT NULL DEFAULT 0.5;

-- up, step 5
ALTER TABLE `users` ADD COLUMN `size` enum('s', 'm') NOT NULL DEFAULT 'm';

-- down, step 1
ALTER TABLE `users` DROP COLUMN `size`;

-- down, step 2
ALTER TABLE `users` DROP COLUMN `weight`;

-- down, step 3
ALTER TABLE `users` DROP COLUMN `born`;

-- down, step 4
ALTER TABLE `users` DROP INDEX `uq_users_key`;

-- down, step 5
ALTER TABLE `users` DROP COLUMN `key`;
