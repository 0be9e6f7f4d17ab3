-- up: name-taken: mysql cannot create trigger `same` of `posts`: a trigger of `users` is named so already; give each a name of its own

-- down, step 1
DROP TRIGGER `same`;

-- down, step 2
ALTER TABLE `users`
    MODIFY COLUMN `name` varchar(40) NOT NULL,
    MODIFY COLUMN `age` int;
