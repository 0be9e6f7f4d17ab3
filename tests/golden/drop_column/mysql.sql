-- up, step 1
ALTER TABLE `users` DROP COLUMN `age`, LOCK=NONE;

-- down, step 1
ALTER TABLE `users` ADD COLUMN `age` int, LOCK=NONE;
