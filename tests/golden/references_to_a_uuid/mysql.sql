-- up, step 1
CREATE TABLE `pets` (
    `owner_id` binary(16) NOT NULL,
    INDEX `fk_pets_owner_id` (`owner_id`),
    CONSTRAINT `fk_pets_owner_id` FOREIGN KEY (`owner_id`) REFERENCES `owners` (`id`)
) ENGINE=InnoDB;

-- down, step 1
DROP TABLE `pets`;
