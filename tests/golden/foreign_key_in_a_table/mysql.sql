-- up, step 1
CREATE TABLE `uses` (
    `x` int NOT NULL,
    `y` int NOT NULL,
    INDEX `fk_uses_pair` (`x`, `y`),
    CONSTRAINT `fk_uses_pair` FOREIGN KEY (`x`, `y`) REFERENCES `pairs` (`a`, `b`) ON DELETE CASCADE
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `uses`;
