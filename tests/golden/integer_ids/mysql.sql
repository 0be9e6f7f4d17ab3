-- up, step 1
CREATE TABLE `parts` (
    `id` int NOT NULL AUTO_INCREMENT,
    `parent_id` int,
    `name` varchar(20) NOT NULL,
    PRIMARY KEY (`id`),
    INDEX `fk_parts_parent_id` (`parent_id`),
    CONSTRAINT `fk_parts_parent_id` FOREIGN KEY (`parent_id`) REFERENCES `parts` (`id`)
) ENGINE=InnoDB;

-- up, step 2
CREATE TABLE `items` (
    `item_id` int UNSIGNED NOT NULL AUTO_INCREMENT,
    `part_id` int NOT NULL,
    `next_id` int UNSIGNED,
    PRIMARY KEY (`item_id`),
    INDEX `fk_items_next_id` (`next_id`),
    INDEX `fk_items_part_id` (`part_id`),
    CONSTRAINT `fk_items_part_id` FOREIGN KEY (`part_id`) REFERENCES `parts` (`id`),
    CONSTRAINT `fk_items_next_id` FOREIGN KEY (`next_id`) REFERENCES `items` (`item_id`)
) ENGINE=InnoDB;

-- up, step 3
CREATE TABLE `great` (
    `id` bigint UNSIGNED NOT NULL AUTO_INCREMENT,
    `next_id` bigint UNSIGNED,
    PRIMARY KEY (`id`),
    INDEX `fk_great_next_id` (`next_id`),
    CONSTRAINT `fk_great_next_id` FOREIGN KEY (`next_id`) REFERENCES `great` (`id`)
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `great`;

-- down, step 2
DROP TABLE `items`;

-- down, step 3
DROP TABLE `parts`;
