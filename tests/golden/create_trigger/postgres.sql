-- up, step 1
CREATE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN NEW.age := NEW.age + 1; RETURN NEW; END $$;

-- up, step 2
CREATE TRIGGER older BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION older();

-- down, step 1
DROP TRIGGER "older" ON "users";

-- down, step 2
DROP FUNCTION "older";
