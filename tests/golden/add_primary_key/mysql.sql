-- up, step 1
ALTER TABLE `pairs` ADD PRIMARY KEY (`a`, `b`), LOCK=NONE;

-- down, step 1
ALTER TABLE `pairs` DROP PRIMARY KEY;
