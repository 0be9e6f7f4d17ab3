-- up, step 1
ALTER TABLE `posts`
    ADD COLUMN `editor_id` bigint,
    ADD INDEX `fk_posts_editor_id` (`editor_id`),
    ADD CONSTRAINT `fk_posts_editor_id` FOREIGN KEY (`editor_id`) REFERENCES `users` (`id`) ON DELETE SET NULL;

-- down, step 1
ALTER TABLE `posts`
    DROP FOREIGN KEY `fk_posts_editor_id`,
    DROP INDEX `fk_posts_editor_id`,
    LOCK=NONE;

-- down, step 2
ALTER TABLE `posts` DROP COLUMN `editor_id`, LOCK=NONE;
