-- up: no-nulls-not-distinct: mysql cannot add unique constraint `uq_users_age` to `users`: to it NULLs are distinct from each other, also in `uq_users_age`; declare the columns NOT NULL, with a value that stands for none
-- up: no-deferrable: mysql cannot add unique constraint `uq_users_name` to `users`: its unique constraints do not wait for the end of a transaction, as `uq_users_name` would; leave out `.deferrable(..)`

-- down, step 1
ALTER TABLE `users`
    DROP INDEX `uq_users_name`,
    DROP INDEX `uq_users_age`,
    LOCK=NONE;
