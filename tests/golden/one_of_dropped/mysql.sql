-- up, step 1
ALTER TABLE `orders` DROP COLUMN `state`, LOCK=NONE;

-- down, step 1
ALTER TABLE `orders` ADD COLUMN `state` enum('open', 'paid') NOT NULL DEFAULT 'open', LOCK=NONE;
