-- up, step 1
ALTER TABLE `posts`
    ADD INDEX `ix_posts_user_id_title` (`user_id`, `title`),
    DROP INDEX `fk_posts_user_id`,
    ADD CONSTRAINT `uq_posts_user_id` UNIQUE (`user_id`),
    LOCK=NONE;

-- up, step 2
ALTER TABLE `posts`
    DROP INDEX `ix_posts_user_id_title`,
    ADD INDEX `fk_posts_user_id` (`user_id`),
    DROP INDEX `uq_posts_user_id`,
    LOCK=NONE;

-- up, step 3
ALTER TABLE `posts`
    ADD INDEX `last` (`user_id`),
    DROP INDEX `fk_posts_user_id`,
    LOCK=NONE;

-- down, step 1
ALTER TABLE `posts`
    ADD INDEX `fk_posts_user_id` (`user_id`),
    DROP INDEX `last`,
    LOCK=NONE;

-- down, step 2
ALTER TABLE `posts`
    ADD CONSTRAINT `uq_posts_user_id` UNIQUE (`user_id`),
    DROP INDEX `fk_posts_user_id`,
    ADD INDEX `ix_posts_user_id_title` (`user_id`, `title`),
    LOCK=NONE;

-- down, step 3
ALTER TABLE `posts`
    DROP INDEX `uq_posts_user_id`,
    ADD INDEX `fk_posts_user_id` (`user_id`),
    DROP INDEX `ix_posts_user_id_title`,
    LOCK=NONE;
