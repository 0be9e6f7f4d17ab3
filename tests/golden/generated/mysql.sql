-- up, step 1
ALTER TABLE `items` ADD COLUMN `double_total` int GENERATED ALWAYS AS (2 * price * quantity) STORED;

-- up, step 2
ALTER TABLE `items` RENAME COLUMN `total` TO `cost`, LOCK=NONE;

-- down, step 1
ALTER TABLE `items` RENAME COLUMN `cost` TO `total`, LOCK=NONE;

-- down, step 2
ALTER TABLE `items` DROP COLUMN `double_total`, LOCK=NONE;
