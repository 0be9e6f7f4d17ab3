-- up, step 1
ALTER TABLE `notes` ADD INDEX `ix_notes_body` (`body`(10)), LOCK=NONE;

-- down, step 1
ALTER TABLE `notes` DROP INDEX `ix_notes_body`, LOCK=NONE;
