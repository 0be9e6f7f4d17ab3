-- up, step 1
ALTER TABLE `items` MODIFY COLUMN `price` bigint NOT NULL;

-- down, step 1
ALTER TABLE `items` MODIFY COLUMN `price` int NOT NULL;
