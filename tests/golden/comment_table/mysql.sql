-- up, step 1
ALTER TABLE `notes` COMMENT='', LOCK=NONE;

-- up, step 2
ALTER TABLE `silent` COMMENT='said "at last"', LOCK=NONE;

-- down, step 1
ALTER TABLE `silent` COMMENT='', LOCK=NONE;

-- down, step 2
ALTER TABLE `notes` COMMENT='what people ''wrote''', LOCK=NONE;
