-- up, step 1
RENAME TABLE `users` TO `people`;

-- up, step 2
CREATE TABLE `users` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `size` enum('s') NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE=InnoDB;

-- up, step 3
ALTER TABLE `people` MODIFY COLUMN `size` enum('s', 'm', 'l') NOT NULL DEFAULT 'm', LOCK=NONE;

-- down, step 1
ALTER TABLE `people` MODIFY COLUMN `size` enum('s', 'm') NOT NULL DEFAULT 'm';

-- down, step 2
DROP TABLE `users`;

-- down, step 3
RENAME TABLE `people` TO `users`;
