-- up, step 1
ALTER TABLE `users` DROP CONSTRAINT `ck_users_age`, LOCK=NONE;

-- down, step 1
ALTER TABLE `users` ADD CONSTRAINT `ck_users_age` CHECK (age >= 0);
