-- up, step 1
ALTER TABLE `users` RENAME INDEX `uq_users_name` TO `uq_name`, LOCK=NONE;

-- up, step 2
ALTER TABLE `users`
    DROP CONSTRAINT `ck_users_age`,
    ADD CONSTRAINT `ck_age` CHECK (age > 0);

-- up, step 3
ALTER TABLE `posts`
    DROP FOREIGN KEY `fk_posts_user_id`,
    ADD INDEX `fk_author` (`user_id`),
    ADD CONSTRAINT `fk_author` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE,
    DROP INDEX `fk_posts_user_id`;

-- down, step 1
ALTER TABLE `posts`
    DROP FOREIGN KEY `fk_author`,
    ADD INDEX `fk_posts_user_id` (`user_id`),
    ADD CONSTRAINT `fk_posts_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE,
    DROP INDEX `fk_author`;

-- down, step 2
ALTER TABLE `users`
    DROP CONSTRAINT `ck_age`,
    ADD CONSTRAINT `ck_users_age` CHECK (age > 0);

-- down, step 3
ALTER TABLE `users` RENAME INDEX `uq_name` TO `uq_users_name`, LOCK=NONE;
