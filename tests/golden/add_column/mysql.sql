-- up, step 1
ALTER TABLE `users` ADD COLUMN `nick` varchar(20);

-- up, step 2
ALTER TABLE `users` ADD COLUMN `points` int NOT NULL DEFAULT 7;

-- up, step 3
ALTER TABLE `users` ADD COLUMN `bio` longtext NOT NULL DEFAULT ('none');

-- down, step 1
ALTER TABLE `users` DROP COLUMN `bio`;

-- down, step 2
ALTER TABLE `users` DROP COLUMN `points`;

-- down, step 3
ALTER TABLE `users` DROP COLUMN `nick`;
