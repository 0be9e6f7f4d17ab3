-- up, step 1
ALTER TABLE `votes`
    ADD INDEX `fk_votes_user_id` (`user_id`),
    DROP PRIMARY KEY;

-- down, step 1
ALTER TABLE `votes`
    ADD PRIMARY KEY (`user_id`, `post_id`),
    DROP INDEX `fk_votes_user_id`,
    LOCK=NONE;
