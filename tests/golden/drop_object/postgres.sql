-- up, step 1
DROP VIEW "adult_names";

-- up, step 2
DROP VIEW "adults";

-- up, step 3
DROP TRIGGER "older" ON "users";

-- up, step 4
DROP FUNCTION "older";

-- up, step 5
ALTER TABLE "users" RENAME COLUMN "age" TO "years";

-- down, step 1
ALTER TABLE "users" RENAME COLUMN "years" TO "age";

-- down, step 2
CREATE FUNCTION older() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN NEW.age := NEW.age + 1; RETURN NEW; END $$;

-- down, step 3
CREATE TRIGGER older BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION older();

-- down, step 4
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;

-- down, step 5
CREATE VIEW adult_names AS SELECT name FROM adults;
