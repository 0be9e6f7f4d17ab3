-- up: nothing to do

-- down, step 1
ALTER TABLE `posts`
    DROP FOREIGN KEY `fk_posts_user_id`,
    DROP INDEX `fk_posts_user_id`,
    LOCK=NONE;

-- down, step 2
ALTER TABLE `posts`
    ADD INDEX `fk_posts_user_id` (`user_id`),
    ADD CONSTRAINT `fk_posts_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`);

-- down, step 3
ALTER TABLE `users` DROP CONSTRAINT `ck_users_age`, LOCK=NONE;

-- down, step 4
ALTER TABLE `users` ADD CONSTRAINT `ck_users_age` CHECK (age >= 0);
