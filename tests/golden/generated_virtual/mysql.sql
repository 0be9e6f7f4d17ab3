-- up, step 1
ALTER TABLE `users` ADD COLUMN `age_then` int GENERATED ALWAYS AS (age + 10) VIRTUAL, LOCK=NONE;

-- down, step 1
ALTER TABLE `users` DROP COLUMN `age_then`, LOCK=NONE;
