-- up, step 1
CREATE OR REPLACE TRIGGER older BEFORE INSERT ON users FOR EACH ROW BEGIN
                         IF NEW.age > 1 THEN SET NEW.age = NEW.age + 1; END IF; END;

-- up, step 2
SELECT ';';

-- down: nothing to do
