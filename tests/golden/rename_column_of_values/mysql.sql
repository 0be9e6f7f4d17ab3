-- up, step 1
ALTER TABLE `orders` RENAME COLUMN `state` TO `status`, LOCK=NONE;

-- up, step 2
ALTER TABLE `orders` ADD COLUMN `state` enum('on', 'off') NOT NULL DEFAULT 'on', LOCK=NONE;

-- up, step 3
ALTER TABLE `orders` MODIFY COLUMN `status` enum('open', 'paid', 'sent') NOT NULL, LOCK=NONE;

-- down, step 1
ALTER TABLE `orders` MODIFY COLUMN `status` enum('open', 'paid') NOT NULL;

-- down, step 2
ALTER TABLE `orders` DROP COLUMN `state`, LOCK=NONE;

-- down, step 3
ALTER TABLE `orders` RENAME COLUMN `status` TO `state`, LOCK=NONE;
