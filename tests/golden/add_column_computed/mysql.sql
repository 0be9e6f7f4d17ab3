-- up, step 1
ALTER TABLE `users`
    ADD COLUMN `seen_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
    ADD COLUMN `two` int NOT NULL DEFAULT (1 + 1);

-- down, step 1
ALTER TABLE `users`
    DROP COLUMN `two`,
    DROP COLUMN `seen_at`,
    LOCK=NONE;
