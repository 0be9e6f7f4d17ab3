-- up, step 1
CREATE OR REPLACE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN NEW.age := NEW.age + 2; RETURN NEW; END $$;

-- down, step 1
DROP TRIGGER "older" ON "users";
DROP FUNCTION "older";
CREATE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN NEW.age := NEW.age + 1; RETURN NEW; END $$;
CREATE TRIGGER older BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION older();
