-- up, step 1
CREATE TRIGGER older BEFORE INSERT ON users FOR EACH ROW BEGIN
             IF NEW.age > 1 THEN SET NEW.age = NEW.age + 1; END IF; END;

-- down, step 1
DROP TRIGGER `older`;
