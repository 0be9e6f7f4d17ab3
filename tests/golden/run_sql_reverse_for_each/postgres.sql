-- up, step 1
UPDATE users SET name = name || '!';

-- down, step 1
UPDATE users SET name = rtrim(name, '!');
