CREATE TABLE `records_NUMBER` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `email` varchar(120) NOT NULL,
    `name` varchar(80) NOT NULL,
    `is_active` tinyint(1) NOT NULL DEFAULT 1,
    `created_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
    `updated_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
    PRIMARY KEY (`id`),
    CONSTRAINT `uq_records_NUMBER_email` UNIQUE (`email`)
) ENGINE=InnoDB;
