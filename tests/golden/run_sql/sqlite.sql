-- up, step 1
UPDATE users SET age = 1 WHERE age IS NULL;
DELETE FROM users WHERE name = ';';

-- up, step 2
CREATE VIEW names AS SELECT name FROM users;
UPDATE users SET age = 2 WHERE age = 1;

-- down, step 1
DROP VIEW names;
