-- up, step 1
ALTER TABLE `users`
    MODIFY COLUMN `name` varchar(200) NOT NULL,
    MODIFY COLUMN `age` bigint;

-- down, step 1
ALTER TABLE `users`
    MODIFY COLUMN `age` int,
    MODIFY COLUMN `name` varchar(40) NOT NULL;
