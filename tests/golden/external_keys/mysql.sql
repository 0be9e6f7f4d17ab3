-- up, step 1
ALTER TABLE `bills`
    ADD INDEX `fk_bills_account_id` (`account_id`),
    ADD CONSTRAINT `fk_bills_account_id` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`) ON DELETE CASCADE;

-- up, step 2
CREATE TABLE `payments` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `account_id` bigint NOT NULL,
    PRIMARY KEY (`id`),
    INDEX `fk_payments_account_id` (`account_id`),
    CONSTRAINT `fk_payments_account_id` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`)
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `payments`;

-- down, step 2
ALTER TABLE `bills`
    DROP FOREIGN KEY `fk_bills_account_id`,
    DROP INDEX `fk_bills_account_id`,
    LOCK=NONE;
