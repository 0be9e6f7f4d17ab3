-- up, step 1
CREATE TABLE `orders` (
    `id` bigint NOT NULL AUTO_INCREMENT,
    `state` enum('open', 'it''s', X'615c62') NOT NULL DEFAULT 'open',
    `size` enum('s', 'm'),
    PRIMARY KEY (`id`),
    INDEX `ix_orders_size` (`size`)
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `orders`;
