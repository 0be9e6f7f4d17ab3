-- up, step 1
-- in batches of 1 rows along (id), each in a transaction of its own
UPDATE `users` SET `age` = (0) WHERE (age IS NULL);

-- up, step 2
ALTER TABLE `users` MODIFY COLUMN `age` int NOT NULL, LOCK=NONE;

-- down, step 1
ALTER TABLE `users` MODIFY COLUMN `age` int, LOCK=NONE;
