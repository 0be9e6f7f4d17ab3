-- up, step 1
CREATE TABLE `counters` (
    `code` int UNSIGNED NOT NULL,
    `small` smallint UNSIGNED NOT NULL DEFAULT 1,
    `number` decimal(5, 2) UNSIGNED,
    PRIMARY KEY (`code`)
) ENGINE=InnoDB;

-- up, step 2
CREATE TABLE `readings` (
    `code` int UNSIGNED NOT NULL,
    INDEX `fk_readings_code` (`code`),
    CONSTRAINT `fk_readings_code` FOREIGN KEY (`code`) REFERENCES `counters` (`code`)
) ENGINE=InnoDB;

-- up, step 3
ALTER TABLE `users` MODIFY COLUMN `age` int UNSIGNED;

-- down, step 1
ALTER TABLE `users` MODIFY COLUMN `age` int;

-- down, step 2
DROP TABLE `readings`;

-- down, step 3
DROP TABLE `counters`;
