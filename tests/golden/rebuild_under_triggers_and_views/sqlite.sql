-- up, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER,
    CONSTRAINT "uq_users_name" UNIQUE ("name")
);
INSERT INTO "covet_new_users" ("id", "name", "age")
    SELECT "id", "name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TRIGGER "retitled";
DROP TRIGGER "posted";
DROP VIEW "titles";
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
CREATE VIEW titles AS SELECT u.name, p.title FROM users u JOIN posts p ON p.user_id = u.id;
CREATE TRIGGER posted AFTER INSERT ON posts BEGIN UPDATE users SET age = 1 WHERE id = new.user_id; END;
CREATE TRIGGER retitled INSTEAD OF UPDATE ON titles BEGIN UPDATE posts SET title = new.title WHERE title = old.title; END;

-- up, step 2
-- makes `posts` anew
CREATE TABLE "covet_new_posts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" BIGINT NOT NULL,
    "title" VARCHAR(90) NOT NULL,
    CONSTRAINT "fk_posts_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO "covet_new_posts" ("id", "user_id", "title")
    SELECT "id", "user_id", "title"
    FROM "posts";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_posts';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_posts', seq FROM main.sqlite_sequence WHERE name = 'posts';
DROP TRIGGER "retitled";
DROP TRIGGER "posted";
DROP VIEW "titles";
DROP TABLE "posts";
ALTER TABLE "covet_new_posts" RENAME TO "posts";
CREATE VIEW titles AS SELECT u.name, p.title FROM users u JOIN posts p ON p.user_id = u.id;
CREATE TRIGGER posted AFTER INSERT ON posts BEGIN UPDATE users SET age = 1 WHERE id = new.user_id; END;
CREATE TRIGGER retitled INSTEAD OF UPDATE ON titles BEGIN UPDATE posts SET title = new.title WHERE title = old.title; END;

-- down, step 1
-- makes `posts` anew
CREATE TABLE "covet_new_posts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" BIGINT NOT NULL,
    "title" VARCHAR(80) NOT NULL,
    CONSTRAINT "fk_posts_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO "covet_new_posts" ("id", "user_id", "title")
    SELECT "id", "user_id", "title"
    FROM "posts";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_posts';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_posts', seq FROM main.sqlite_sequence WHERE name = 'posts';
DROP TRIGGER "retitled";
DROP TRIGGER "posted";
DROP VIEW "titles";
DROP TABLE "posts";
ALTER TABLE "covet_new_posts" RENAME TO "posts";
CREATE VIEW titles AS SELECT u.name, p.title FROM users u JOIN posts p ON p.user_id = u.id;
CREATE TRIGGER posted AFTER INSERT ON posts BEGIN UPDATE users SET age = 1 WHERE id = new.user_id; END;
CREATE TRIGGER retitled INSTEAD OF UPDATE ON titles BEGIN UPDATE posts SET title = new.title WHERE title = old.title; END;

-- down, step 2
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
DROP TRIGGER "retitled";
DROP TRIGGER "posted";
DROP VIEW "titles";
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
CREATE VIEW titles AS SELECT u.name, p.title FROM users u JOIN posts p ON p.user_id = u.id;
CREATE TRIGGER posted AFTER INSERT ON posts BEGIN UPDATE users SET age = 1 WHERE id = new.user_id; END;
CREATE TRIGGER retitled INSTEAD OF UPDATE ON titles BEGIN UPDATE posts SET title = new.title WHERE title = old.title; END;
