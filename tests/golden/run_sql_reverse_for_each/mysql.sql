-- up, step 1
UPDATE users SET name = concat(name, '!');

-- down, step 1
UPDATE users SET name = trim(TRAILING '!' FROM name);
