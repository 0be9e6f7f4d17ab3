-- up, step 1
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;

-- up, step 2
CREATE VIEW adult_names AS SELECT name FROM adults;

-- down, step 1
DROP VIEW "adult_names";

-- down, step 2
DROP VIEW "adults";
