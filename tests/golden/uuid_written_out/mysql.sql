-- up, step 1
CREATE TABLE `owners` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `key` binary(16) NOT NULL DEFAULT (unhex('550e8400e29b41d4a716446655440000')),
    PRIMARY KEY (`id`)
) ENGINE=InnoDB;

-- up, step 2
ALTER TABLE `users` ADD COLUMN `owner` binary(16) NOT NULL DEFAULT (unhex('550e8400e29b41d4a716446655440000')), LOCK=NONE;

-- down, step 1
ALTER TABLE `users` DROP COLUMN `owner`, LOCK=NONE;

-- down, step 2
DROP TABLE `owners`;
