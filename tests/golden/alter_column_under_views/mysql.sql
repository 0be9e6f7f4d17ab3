-- up, step 1
ALTER TABLE `users` MODIFY COLUMN `age` bigint;

-- up, step 2
ALTER TABLE `users` MODIFY COLUMN `name` varchar(60) NOT NULL, LOCK=NONE;

-- up, step 3
ALTER TABLE `users` ADD COLUMN `seen` datetime(6) NOT NULL DEFAULT (utc_timestamp(6));

-- down, step 1
ALTER TABLE `users` DROP COLUMN `seen`, LOCK=NONE;

-- down, step 2
ALTER TABLE `users`
    MODIFY COLUMN `name` varchar(40) NOT NULL,
    MODIFY COLUMN `age` int;
