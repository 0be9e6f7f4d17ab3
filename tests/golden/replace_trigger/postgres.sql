-- up, step 1
CREATE OR REPLACE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN NEW.age := NEW.age + 2; RETURN NEW; END $$;

-- down, step 1
DROP TRIGGER "older" ON "users";

-- down, step 2
DROP FUNCTION "older";

-- down, step 3
CREATE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN NEW.age := NEW.age + 1; RETURN NEW; END $$;

-- down, step 4
CREATE TRIGGER older BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION older();
