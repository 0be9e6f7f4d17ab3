-- up, step 1
ALTER TABLE `orders` MODIFY COLUMN `state` enum('open', 'paid', 'sent') NOT NULL DEFAULT 'open', LOCK=NONE;

-- down, step 1
ALTER TABLE `orders` MODIFY COLUMN `state` enum('open', 'paid') NOT NULL DEFAULT 'open';
