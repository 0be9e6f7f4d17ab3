-- up, step 1
RENAME TABLE `users` TO `people`;

-- up, step 2
RENAME TABLE `plain` TO `simple`;

-- up, step 3
ALTER TABLE `votes`
    ADD INDEX `fk_votes_user_id` (`user_id`),
    DROP PRIMARY KEY;

-- up, step 4
ALTER TABLE `tags` DROP PRIMARY KEY;

-- up, step 5
ALTER TABLE `tags` ADD UNIQUE INDEX `ix_tags_name` (`name`), LOCK=NONE;

-- up, step 6
ALTER TABLE `tags`
    ADD PRIMARY KEY (`name`),
    DROP INDEX `ix_tags_name`,
    LOCK=NONE;

-- up, step 7
ALTER TABLE `simple`
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (`a`),
    LOCK=NONE;

-- down, step 1
ALTER TABLE `simple`
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (`a`),
    LOCK=NONE;

-- down, step 2
ALTER TABLE `tags`
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (`name`),
    LOCK=NONE;

-- down, step 3
ALTER TABLE `votes`
    ADD PRIMARY KEY (`user_id`, `post_id`),
    DROP INDEX `fk_votes_user_id`,
    LOCK=NONE;

-- down, step 4
RENAME TABLE `simple` TO `plain`;

-- down, step 5
RENAME TABLE `people` TO `users`;
