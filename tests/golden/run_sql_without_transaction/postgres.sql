-- up, step 1
UPDATE users SET age = 31 WHERE age = 30;

-- up, step 2
-- outside of a transaction
CREATE INDEX CONCURRENTLY ix_users_age ON users (age);

-- down, step 1
-- outside of a transaction
DROP INDEX CONCURRENTLY ix_users_age;
