-- up, step 1
CREATE TABLE `everything` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `string` varchar(255) NOT NULL,
    `text` longtext,
    `integer` int NOT NULL,
    `big_integer` bigint NOT NULL,
    `boolean` tinyint(1) NOT NULL,
    `decimal` decimal(10, 2) NOT NULL,
    `timestamp` datetime(6) NOT NULL,
    `timestamp_tz` datetime(6) NOT NULL,
    `created_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
    `updated_at` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
    PRIMARY KEY (`id`)
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `everything`;
