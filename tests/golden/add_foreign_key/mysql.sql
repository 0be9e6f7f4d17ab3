-- up, step 1
ALTER TABLE `links`
    ADD INDEX `fk_links_user_id` (`user_id`),
    ADD CONSTRAINT `fk_links_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE SET NULL ON UPDATE CASCADE,
    ADD INDEX `pair` (`a`, `b`),
    ADD CONSTRAINT `pair` FOREIGN KEY (`a`, `b`) REFERENCES `pairs` (`a`, `b`);

-- down, step 1
ALTER TABLE `links`
    DROP FOREIGN KEY `pair`,
    DROP INDEX `pair`,
    DROP FOREIGN KEY `fk_links_user_id`,
    DROP INDEX `fk_links_user_id`,
    LOCK=NONE;
