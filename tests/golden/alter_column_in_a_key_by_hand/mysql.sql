-- up, step 1
ALTER TABLE `cities`
    DROP FOREIGN KEY `fk_cities_country`,
    DROP INDEX `fk_cities_country`,
    LOCK=NONE;

-- up, step 2
ALTER TABLE `cities` MODIFY COLUMN `country` varchar(3), LOCK=NONE;

-- up, step 3
ALTER TABLE `countries` MODIFY COLUMN `code` varchar(3) NOT NULL, LOCK=NONE;

-- up, step 4
ALTER TABLE `cities`
    ADD INDEX `fk_cities_country` (`country`),
    ADD CONSTRAINT `fk_cities_country` FOREIGN KEY (`country`) REFERENCES `countries` (`code`);

-- down, step 1
ALTER TABLE `cities`
    DROP FOREIGN KEY `fk_cities_country`,
    DROP INDEX `fk_cities_country`,
    LOCK=NONE;

-- down, step 2
ALTER TABLE `countries` MODIFY COLUMN `code` varchar(2) NOT NULL;

-- down, step 3
ALTER TABLE `cities` MODIFY COLUMN `country` varchar(2);

-- down, step 4
ALTER TABLE `cities`
    ADD INDEX `fk_cities_country` (`country`),
    ADD CONSTRAINT `fk_cities_country` FOREIGN KEY (`country`) REFERENCES `countries` (`code`);
