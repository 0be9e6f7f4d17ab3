-- up, step 1
DROP VIEW `adults`;

-- up, step 2
CREATE VIEW adults AS SELECT name, age AS years FROM users WHERE age > 20;

-- down, step 1
DROP VIEW `adults`;

-- down, step 2
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;
