-- up, step 1
ALTER TABLE `posts` ADD CONSTRAINT `ck_posts_title` CHECK (title <> '');

-- up, step 2
ALTER TABLE `posts` ADD CONSTRAINT `uq_posts_title` UNIQUE (`title`), LOCK=NONE;

-- up, step 3
ALTER TABLE `posts` ADD COLUMN `kind` enum('note', 'essay') NOT NULL DEFAULT 'note', LOCK=NONE;

-- down, step 1
ALTER TABLE `posts` DROP COLUMN `kind`, LOCK=NONE;

-- down, step 2
ALTER TABLE `posts` DROP INDEX `uq_posts_title`, LOCK=NONE;

-- down, step 3
ALTER TABLE `posts` DROP CONSTRAINT `ck_posts_title`, LOCK=NONE;
