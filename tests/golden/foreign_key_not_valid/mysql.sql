-- up, step 1
ALTER TABLE `posts`
    ADD INDEX `fk_posts_user_id` (`user_id`),
    ADD CONSTRAINT `fk_posts_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`);

-- down, step 1
ALTER TABLE `posts`
    DROP FOREIGN KEY `fk_posts_user_id`,
    DROP INDEX `fk_posts_user_id`,
    LOCK=NONE;
