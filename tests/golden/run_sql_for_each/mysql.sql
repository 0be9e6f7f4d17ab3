-- up, step 1
CREATE TABLE raw (id bigint PRIMARY KEY) ENGINE=InnoDB;

-- up, step 2
ALTER TABLE `raw` ADD COLUMN `n` int NOT NULL DEFAULT 0, LOCK=NONE;

-- down, step 1
ALTER TABLE `raw` DROP COLUMN `n`, LOCK=NONE;

-- down, step 2
DROP TABLE raw;
