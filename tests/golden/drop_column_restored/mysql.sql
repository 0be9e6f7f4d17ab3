-- up, step 1
ALTER TABLE `users` DROP COLUMN `name`;

-- up, step 2
ALTER TABLE `users` DROP COLUMN `age`;

-- down, step 1
ALTER TABLE `users` ADD COLUMN `age` int DEFAULT 0;

-- down, step 2
ALTER TABLE `users` ALTER COLUMN `age` SET DEFAULT NULL;

-- down, step 3
ALTER TABLE `users` ADD COLUMN `name` varchar(40) NOT NULL DEFAULT 'unknown';

-- down, step 4
ALTER TABLE `users` ALTER COLUMN `name` DROP DEFAULT;
