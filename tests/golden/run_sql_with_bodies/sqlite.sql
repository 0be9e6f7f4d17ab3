-- up, step 1
CREATE TRIGGER IF NOT EXISTS older AFTER INSERT ON users BEGIN
                         UPDATE users SET age = CASE WHEN 1 THEN age + 1 END WHERE id = NEW.id; END;
SELECT ';';

-- down: nothing to do
