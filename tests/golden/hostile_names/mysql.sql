-- up, step 1
CREATE TABLE `group` (
    `sel"ect` bigint NOT NULL,
    `\` int NOT NULL,
    CONSTRAINT `uq_group_\` UNIQUE (`\`),
    INDEX `fk_group_sel"ect` (`sel"ect`),
    CONSTRAINT `fk_group_sel"ect` FOREIGN KEY (`sel"ect`) REFERENCES `a"b``c'd;--` (`id`)
) ENGINE=InnoDB;

-- up, step 2
ALTER TABLE `a"b``c'd;--` MODIFY COLUMN `x\"``';--[]` longtext DEFAULT (CONVERT(X'5c' USING utf8mb4));

-- up, step 3
ALTER TABLE `a"b``c'd;--` ADD INDEX `i"``';--` (`order`), LOCK=NONE;

-- down, step 1
ALTER TABLE `a"b``c'd;--` DROP INDEX `i"``';--`, LOCK=NONE;

-- down, step 2
ALTER TABLE `a"b``c'd;--` MODIFY COLUMN `x\"``';--[]` varchar(20) NOT NULL DEFAULT (CONVERT(X'5c2722603b2d2d' USING utf8mb4));

-- down, step 3
DROP TABLE `group`;
