-- up, step 1
CREATE TABLE `notes` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `body` longtext NOT NULL,
    PRIMARY KEY (`id`),
    INDEX `notes_begin` (`body`(10))
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `notes`;
