-- up, step 1
CREATE OR REPLACE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                         NEW.age := NEW.age + 1; RETURN NEW; END $$;
CREATE OR REPLACE TRIGGER older BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION older();

-- down: nothing to do
