-- up, step 1
CREATE TABLE `t` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `a` int UNSIGNED NOT NULL DEFAULT 3000000000,
    PRIMARY KEY (`id`)
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `t`;
