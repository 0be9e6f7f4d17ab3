-- up, step 1
DROP VIEW "adult_names";

-- up, step 2
DROP VIEW "adults";

-- up, step 3
CREATE VIEW adults AS SELECT name, age AS years FROM users WHERE age > 20;

-- up, step 4
CREATE VIEW adult_names AS SELECT name FROM adults;

-- down, step 1
DROP VIEW "adult_names";

-- down, step 2
DROP VIEW "adults";

-- down, step 3
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;

-- down, step 4
CREATE VIEW adult_names AS SELECT name FROM adults;
