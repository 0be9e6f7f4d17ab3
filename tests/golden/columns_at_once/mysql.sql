-- up, step 1
ALTER TABLE `users`
    ADD COLUMN `nick` varchar(20),
    ADD COLUMN `points` int NOT NULL DEFAULT 3,
    LOCK=NONE;

-- up, step 2
ALTER TABLE `users`
    ADD INDEX `ix_users_nick` (`nick`),
    ADD CONSTRAINT `uq_users_id_points` UNIQUE (`id`, `points`),
    LOCK=NONE;

-- up, step 3
ALTER TABLE `users` DROP INDEX `ix_users_nick`, LOCK=NONE;

-- up, step 4
ALTER TABLE `users`
    DROP COLUMN `age`,
    DROP COLUMN `nick`,
    LOCK=NONE;

-- down, step 1
ALTER TABLE `users`
    ADD COLUMN `nick` varchar(20),
    ADD COLUMN `age` int,
    LOCK=NONE;

-- down, step 2
ALTER TABLE `users` ADD INDEX `ix_users_nick` (`nick`), LOCK=NONE;

-- down, step 3
ALTER TABLE `users`
    DROP INDEX `uq_users_id_points`,
    DROP INDEX `ix_users_nick`,
    LOCK=NONE;

-- down, step 4
ALTER TABLE `users`
    DROP COLUMN `points`,
    DROP COLUMN `nick`,
    LOCK=NONE;
