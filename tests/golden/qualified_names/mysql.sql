-- up, step 1
CREATE TABLE `billing`.`invoices` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `plan_id` bigint NOT NULL,
    PRIMARY KEY (`id`),
    INDEX `ix_invoices_plan_id` (`plan_id`),
    CONSTRAINT `fk_invoices_plan_id` FOREIGN KEY (`plan_id`) REFERENCES `billing`.`plans` (`id`)
) ENGINE=InnoDB;

-- up, step 2
ALTER TABLE `billing`.`invoices`
    ADD INDEX `fk_invoices_plan_id` (`plan_id`),
    DROP INDEX `ix_invoices_plan_id`,
    LOCK=NONE;

-- down, step 1
ALTER TABLE `billing`.`invoices`
    ADD INDEX `ix_invoices_plan_id` (`plan_id`),
    DROP INDEX `fk_invoices_plan_id`,
    LOCK=NONE;

-- down, step 2
DROP TABLE `billing`.`invoices`;
