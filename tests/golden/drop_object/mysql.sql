-- up, step 1
DROP VIEW `adult_names`;

-- up, step 2
DROP VIEW `adults`;

-- up, step 3
DROP TRIGGER `older`;

-- up, step 4
ALTER TABLE `users` RENAME COLUMN `age` TO `years`, LOCK=NONE;

-- down, step 1
ALTER TABLE `users` RENAME COLUMN `years` TO `age`, LOCK=NONE;

-- down, step 2
CREATE TRIGGER older BEFORE INSERT ON users FOR EACH ROW BEGIN
             IF NEW.age > 1 THEN SET NEW.age = NEW.age + 1; END IF; END;

-- down, step 3
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;

-- down, step 4
CREATE VIEW adult_names AS SELECT name FROM adults;
