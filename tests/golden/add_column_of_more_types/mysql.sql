-- up, step 1
ALTER TABLE `users` ADD COLUMN `key` binary(16) NOT NULL DEFAULT (unhex(replace(uuid(), '-', '')));

-- up, step 2
ALTER TABLE `users` ADD CONSTRAINT `uq_users_key` UNIQUE (`key`), LOCK=NONE;

-- up, step 3
ALTER TABLE `users`
    ADD COLUMN `born` date,
    ADD COLUMN `weight` double NOT NULL DEFAULT 0.5,
    ADD COLUMN `size` enum('s', 'm') NOT NULL DEFAULT 'm',
    LOCK=NONE;

-- down, step 1
ALTER TABLE `users`
    DROP COLUMN `size`,
    DROP COLUMN `weight`,
    DROP COLUMN `born`,
    LOCK=NONE;

-- down, step 2
ALTER TABLE `users` DROP INDEX `uq_users_key`, LOCK=NONE;

-- down, step 3
ALTER TABLE `users` DROP COLUMN `key`, LOCK=NONE;
