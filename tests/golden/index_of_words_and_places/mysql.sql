-- up, step 1
ALTER TABLE `shops` ADD SPATIAL INDEX `ix_shops_at` (`at`);

-- up, step 2
ALTER TABLE `shops` DROP INDEX `ix_shops_body`;

-- up, step 3
ALTER TABLE `shops` ADD COLUMN `name` varchar(200) NOT NULL DEFAULT '';

-- up, step 4
ALTER TABLE `shops` ADD FULLTEXT INDEX `ix_words` (`body`, `name`);

-- down, step 1
ALTER TABLE `shops` DROP INDEX `ix_words`;

-- down, step 2
ALTER TABLE `shops` DROP COLUMN `name`;

-- down, step 3
ALTER TABLE `shops` ADD FULLTEXT INDEX `ix_shops_body` (`body`);

-- down, step 4
ALTER TABLE `shops` DROP INDEX `ix_shops_at`;
