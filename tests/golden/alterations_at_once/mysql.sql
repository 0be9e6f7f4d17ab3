-- up, step 1
ALTER TABLE `things`
    MODIFY COLUMN `a` bigint NOT NULL,
    MODIFY COLUMN `b` bigint,
    ADD CONSTRAINT `ck_c` CHECK (c > 0);

-- up, step 2
ALTER TABLE `things` ADD CONSTRAINT `ck_a` CHECK (a > 0);

-- up, step 3
ALTER TABLE `things`
    MODIFY COLUMN `b` bigint NOT NULL,
    MODIFY COLUMN `c` int NOT NULL,
    LOCK=NONE;

-- up, step 4
ALTER TABLE `things` DROP INDEX `ix_things_d`, LOCK=NONE;

-- up, step 5
ALTER TABLE `things`
    ADD INDEX `ix_things_d_a` (`d`, `a`),
    ADD INDEX `ix_things_d_b` (`d`, `b`),
    LOCK=NONE;

-- down, step 1
ALTER TABLE `things`
    DROP INDEX `ix_things_d_b`,
    DROP INDEX `ix_things_d_a`,
    LOCK=NONE;

-- down, step 2
ALTER TABLE `things` ADD INDEX `ix_things_d` (`d`), LOCK=NONE;

-- down, step 3
ALTER TABLE `things`
    MODIFY COLUMN `c` int,
    MODIFY COLUMN `b` bigint,
    LOCK=NONE;

-- down, step 4
ALTER TABLE `things`
    DROP CONSTRAINT `ck_a`,
    DROP CONSTRAINT `ck_c`,
    LOCK=NONE;

-- down, step 5
ALTER TABLE `things`
    MODIFY COLUMN `b` int,
    MODIFY COLUMN `a` int NOT NULL;
