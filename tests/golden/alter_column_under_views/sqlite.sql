-- up, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(60) NOT NULL,
    "age" BIGINT,
    "seen" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now'))
);
INSERT INTO "covet_new_users" ("id", "name", "age", "seen")
    SELECT "id", "name", "age", (strftime('%Y-%m-%d %H:%M:%f','now'))
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP VIEW "adult_names";
DROP TRIGGER "older";
DROP VIEW "adults";
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;
CREATE TRIGGER older AFTER INSERT ON users BEGIN
             UPDATE users SET age = CASE WHEN 1 THEN age + 1 END WHERE id = NEW.id; END;
CREATE VIEW adult_names AS SELECT name FROM adults;

-- down, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER
);
INSERT INTO "covet_new_users" ("id", "name", "age")
    SELECT "id", "name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP VIEW "adult_names";
DROP TRIGGER "older";
DROP VIEW "adults";
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;
CREATE TRIGGER older AFTER INSERT ON users BEGIN
             UPDATE users SET age = CASE WHEN 1 THEN age + 1 END WHERE id = NEW.id; END;
CREATE VIEW adult_names AS SELECT name FROM adults;
