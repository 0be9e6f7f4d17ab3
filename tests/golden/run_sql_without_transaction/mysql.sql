-- up, step 1
UPDATE users SET age = 31 WHERE age = 30;

-- up, step 2
CREATE INDEX ix_users_age ON users (age);

-- down, step 1
DROP INDEX ix_users_age ON users;
