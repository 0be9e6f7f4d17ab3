-- up, step 1
CREATE OR REPLACE TRIGGER older BEFORE INSERT ON users FOR EACH ROW SET NEW.age = NEW.age + 2;

-- down, step 1
DROP TRIGGER `older`;

-- down, step 2
CREATE TRIGGER older BEFORE INSERT ON users FOR EACH ROW BEGIN
             IF NEW.age > 1 THEN SET NEW.age = NEW.age + 1; END IF; END;
