-- up, step 1
ALTER TABLE `orders` MODIFY COLUMN `state` enum('open', 'paid') NOT NULL;

-- down, step 1
ALTER TABLE `orders` MODIFY COLUMN `state` varchar(10) NOT NULL;
