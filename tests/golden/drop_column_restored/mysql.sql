-- up, step 1
ALTER TABLE `users`
    DROP COLUMN `name`,
    DROP COLUMN `age`,
    LOCK=NONE;

-- down, step 1
ALTER TABLE `users` ADD COLUMN `age` int DEFAULT 0, LOCK=NONE;

-- down, step 2
ALTER TABLE `users` ALTER COLUMN `age` SET DEFAULT NULL, LOCK=NONE;

-- down, step 3
ALTER TABLE `users` ADD COLUMN `name` varchar(40) NOT NULL DEFAULT 'unknown', LOCK=NONE;

-- down, step 4
ALTER TABLE `users` ALTER COLUMN `name` DROP DEFAULT, LOCK=NONE;
