-- up, step 1
ALTER TABLE `pairs` ADD UNIQUE INDEX `ix_pairs_a_b` (`a`, `b`), LOCK=NONE;

-- up, step 2
ALTER TABLE `pairs`
    ADD PRIMARY KEY (`a`, `b`),
    DROP INDEX `ix_pairs_a_b`,
    LOCK=NONE;

-- down, step 1
ALTER TABLE `pairs` DROP PRIMARY KEY;
