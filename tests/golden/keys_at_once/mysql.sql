-- up, step 1
ALTER TABLE `uses`
    ADD INDEX `fk_uses_part` (`part`),
    ADD CONSTRAINT `fk_uses_part` FOREIGN KEY (`part`) REFERENCES `parts` (`id`),
    ADD INDEX `fk_uses_other` (`other`),
    ADD CONSTRAINT `fk_uses_other` FOREIGN KEY (`other`) REFERENCES `parts` (`id`);

-- up, step 2
ALTER TABLE `uses`
    DROP FOREIGN KEY `fk_uses_part`,
    DROP INDEX `fk_uses_part`,
    LOCK=NONE;

-- up, step 3
ALTER TABLE `uses`
    ADD INDEX `ix_uses_other` (`other`),
    DROP INDEX `fk_uses_other`,
    ADD INDEX `ix_uses_part` (`part`),
    LOCK=NONE;

-- down, step 1
ALTER TABLE `uses`
    DROP INDEX `ix_uses_part`,
    ADD INDEX `fk_uses_other` (`other`),
    DROP INDEX `ix_uses_other`,
    LOCK=NONE;

-- down, step 2
ALTER TABLE `uses`
    ADD INDEX `fk_uses_part` (`part`),
    ADD CONSTRAINT `fk_uses_part` FOREIGN KEY (`part`) REFERENCES `parts` (`id`);

-- down, step 3
ALTER TABLE `uses`
    DROP FOREIGN KEY `fk_uses_other`,
    DROP INDEX `fk_uses_other`,
    DROP FOREIGN KEY `fk_uses_part`,
    DROP INDEX `fk_uses_part`,
    LOCK=NONE;
