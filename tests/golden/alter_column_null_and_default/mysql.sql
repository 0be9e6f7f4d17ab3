-- up, step 1
ALTER TABLE `users`
    MODIFY COLUMN `age` int NOT NULL DEFAULT 18,
    MODIFY COLUMN `name` varchar(40),
    LOCK=NONE;

-- down, step 1
ALTER TABLE `users`
    MODIFY COLUMN `name` varchar(40) NOT NULL,
    MODIFY COLUMN `age` int,
    LOCK=NONE;
