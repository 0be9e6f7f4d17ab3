-- up, step 1
CREATE TABLE `defaults` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `label` varchar(20) NOT NULL DEFAULT (CONVERT(X'69742773205c2022603b2d2df09f9880' USING utf8mb4)),
    `body` longtext NOT NULL DEFAULT ('x'),
    `small` int NOT NULL DEFAULT -1,
    `big` bigint NOT NULL DEFAULT -9223372036854775808,
    `yes` tinyint(1) NOT NULL DEFAULT 1,
    `no` tinyint(1) DEFAULT 0,
    `number` decimal(10, 2) NOT NULL DEFAULT 0.5,
    `text_number` decimal(10, 2) NOT NULL DEFAULT -0.10,
    `then` datetime(6) NOT NULL DEFAULT '2020-01-31 12:00:00',
    `then_tz` datetime(6) NOT NULL DEFAULT '2020-01-31 12:00:00',
    `now` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
    `now_tz` datetime(6) NOT NULL DEFAULT (utc_timestamp(6)),
    `computed` int NOT NULL DEFAULT (1 + 1),
    PRIMARY KEY (`id`)
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `defaults`;
