-- up, step 1
DROP TRIGGER "older";

-- up, step 2
CREATE TRIGGER older AFTER INSERT ON users BEGIN UPDATE users SET age = age + 2 WHERE id = NEW.id; END;

-- down, step 1
DROP TRIGGER "older";

-- down, step 2
CREATE TRIGGER older AFTER INSERT ON users BEGIN
             UPDATE users SET age = CASE WHEN 1 THEN age + 1 END WHERE id = NEW.id; END;
