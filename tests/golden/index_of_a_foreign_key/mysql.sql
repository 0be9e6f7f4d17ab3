-- up, step 1
ALTER TABLE `posts`
    ADD INDEX `ix_posts_user_id_title` (`user_id`, `title`),
    DROP INDEX `fk_posts_user_id`;

-- up, step 2
ALTER TABLE `posts` ADD CONSTRAINT `uq_posts_user_id` UNIQUE (`user_id`);

-- up, step 3
ALTER TABLE `posts` DROP INDEX `ix_posts_user_id_title`;

-- up, step 4
ALTER TABLE `posts`
    ADD INDEX `fk_posts_user_id` (`user_id`),
    DROP INDEX `uq_posts_user_id`;

-- up, step 5
ALTER TABLE `posts`
    ADD INDEX `last` (`user_id`),
    DROP INDEX `fk_posts_user_id`;

-- down, step 1
ALTER TABLE `posts`
    ADD INDEX `fk_posts_user_id` (`user_id`),
    DROP INDEX `last`;

-- down, step 2
ALTER TABLE `posts`
    ADD CONSTRAINT `uq_posts_user_id` UNIQUE (`user_id`),
    DROP INDEX `fk_posts_user_id`;

-- down, step 3
ALTER TABLE `posts` ADD INDEX `ix_posts_user_id_title` (`user_id`, `title`);

-- down, step 4
ALTER TABLE `posts` DROP INDEX `uq_posts_user_id`;

-- down, step 5
ALTER TABLE `posts`
    ADD INDEX `fk_posts_user_id` (`user_id`),
    DROP INDEX `ix_posts_user_id_title`;
