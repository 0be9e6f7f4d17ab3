-- up, step 1
DROP TABLE IF EXISTS `users`;

-- down, step 1
CREATE TABLE `users` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `name` varchar(40) NOT NULL,
    `age` int,
    PRIMARY KEY (`id`)
) ENGINE=InnoDB;
