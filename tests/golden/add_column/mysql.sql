-- up, step 1
ALTER TABLE `users`
    ADD COLUMN `nick` varchar(20),
    ADD COLUMN `points` int NOT NULL DEFAULT 7,
    ADD COLUMN `bio` longtext NOT NULL DEFAULT ('none'),
    LOCK=NONE;

-- down, step 1
ALTER TABLE `users`
    DROP COLUMN `bio`,
    DROP COLUMN `points`,
    DROP COLUMN `nick`,
    LOCK=NONE;
