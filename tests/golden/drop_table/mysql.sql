-- up, step 1
DROP TABLE `posts`;

-- down, step 1
CREATE TABLE `posts` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `user_id` bigint NOT NULL,
    `title` varchar(80) NOT NULL,
    PRIMARY KEY (`id`),
    INDEX `fk_posts_user_id` (`user_id`),
    CONSTRAINT `fk_posts_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB;
