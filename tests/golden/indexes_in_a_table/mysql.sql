-- up, step 1
CREATE TABLE `posts` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `user_id` bigint NOT NULL,
    `slug` varchar(40) NOT NULL,
    `place` int NOT NULL,
    PRIMARY KEY (`id`),
    CONSTRAINT `posts_slug` UNIQUE (`slug`),
    CONSTRAINT `posts_place` UNIQUE (`user_id`, `place`),
    CONSTRAINT `posts_has_slug` CHECK (slug <> ''),
    INDEX `posts_by_user` (`user_id`),
    UNIQUE INDEX `posts_last` (`place` DESC, `slug`),
    CONSTRAINT `posts_user` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `posts`;
