-- up, step 1
ALTER TABLE `items` DROP COLUMN `half`, LOCK=NONE;

-- down, step 1
ALTER TABLE `items` ADD COLUMN `half` int GENERATED ALWAYS AS (price / 2) STORED;
