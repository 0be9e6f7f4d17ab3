-- up, step 1
ALTER TABLE `users` DROP CONSTRAINT `ck_users_age`, LOCK=NONE;

-- up, step 2
ALTER TABLE `users` RENAME COLUMN `age` TO `years`, LOCK=NONE;

-- up, step 3
ALTER TABLE `users` ADD CONSTRAINT `ck_users_age` CHECK (years > 0 AND name <> 'age');

-- up, step 4
ALTER TABLE `posts` RENAME COLUMN `user_id` TO `author_id`, LOCK=NONE;

-- up, step 5
ALTER TABLE `users` RENAME COLUMN `id` TO `number`, LOCK=NONE;

-- down, step 1
ALTER TABLE `users` RENAME COLUMN `number` TO `id`, LOCK=NONE;

-- down, step 2
ALTER TABLE `posts` RENAME COLUMN `author_id` TO `user_id`, LOCK=NONE;

-- down, step 3
ALTER TABLE `users` DROP CONSTRAINT `ck_users_age`, LOCK=NONE;

-- down, step 4
ALTER TABLE `users` RENAME COLUMN `years` TO `age`, LOCK=NONE;

-- down, step 5
ALTER TABLE `users` ADD CONSTRAINT `ck_users_age` CHECK (age > 0 AND name <> 'age');
