-- up, step 1
CREATE TABLE `teams` (
    `country` varchar(2) NOT NULL,
    `code` varchar(8) NOT NULL,
    `owner_id` bigint NOT NULL,
    `parent_country` varchar(2),
    `parent_code` varchar(8),
    PRIMARY KEY (`country`, `code`),
    CONSTRAINT `uq_teams_code_country` UNIQUE (`code`, `country`),
    INDEX `ix_teams_owner_id_code` (`owner_id`, `code`),
    CONSTRAINT `fk_teams_owner_id` FOREIGN KEY (`owner_id`) REFERENCES `users` (`id`) ON DELETE RESTRICT ON UPDATE CASCADE
) ENGINE=InnoDB;

-- up, step 2
CREATE TABLE `nodes` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `parent_id` bigint,
    `slug` varchar(30) NOT NULL,
    `place` int NOT NULL,
    PRIMARY KEY (`id`),
    CONSTRAINT `uq_nodes_slug` UNIQUE (`slug`),
    INDEX `ix_nodes_place` (`place`),
    INDEX `fk_nodes_parent_id` (`parent_id`),
    CONSTRAINT `fk_nodes_parent_id` FOREIGN KEY (`parent_id`) REFERENCES `nodes` (`id`) ON DELETE SET NULL
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `nodes`;

-- down, step 2
DROP TABLE `teams`;
