-- up, step 1
CREATE TABLE `fresh` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `name` varchar(10) NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE=InnoDB;

-- up, step 2
ALTER TABLE `fresh` ADD CONSTRAINT `uq_fresh_name` UNIQUE (`name`), LOCK=NONE;

-- up, step 3
ALTER TABLE `fresh`
    ADD COLUMN `other_id` bigint,
    ADD INDEX `fk_fresh_other_id` (`other_id`),
    ADD CONSTRAINT `fk_fresh_other_id` FOREIGN KEY (`other_id`) REFERENCES `fresh` (`id`);

-- up, step 4
ALTER TABLE `fresh`
    ADD INDEX `ix_fresh_other_id` (`other_id`),
    DROP INDEX `fk_fresh_other_id`,
    LOCK=NONE;

-- down, step 1
ALTER TABLE `fresh`
    ADD INDEX `fk_fresh_other_id` (`other_id`),
    DROP INDEX `ix_fresh_other_id`,
    LOCK=NONE;

-- down, step 2
ALTER TABLE `fresh`
    DROP FOREIGN KEY `fk_fresh_other_id`,
    DROP INDEX `fk_fresh_other_id`,
    LOCK=NONE;

-- down, step 3
ALTER TABLE `fresh` DROP COLUMN `other_id`, LOCK=NONE;

-- down, step 4
ALTER TABLE `fresh` DROP INDEX `uq_fresh_name`, LOCK=NONE;

-- down, step 5
DROP TABLE `fresh`;
