-- up, step 1
DROP VIEW "adult_names";
DROP VIEW "adults";
CREATE VIEW adults AS SELECT name, age AS years FROM users WHERE age > 20;
CREATE VIEW adult_names AS SELECT name FROM adults;

-- down, step 1
DROP VIEW "adult_names";
DROP VIEW "adults";
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;
CREATE VIEW adult_names AS SELECT name FROM adults;
