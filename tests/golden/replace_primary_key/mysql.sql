-- up, step 1
ALTER TABLE `pairs`
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (`b`),
    LOCK=NONE;

-- down, step 1
ALTER TABLE `pairs`
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (`a`, `b`),
    LOCK=NONE;
