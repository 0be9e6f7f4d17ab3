-- up, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(50) NOT NULL,
    "age" INTEGER,
    CONSTRAINT "ck_users_age" CHECK (age < 200)
);
INSERT INTO "covet_new_users" ("id", "name", "age")
    SELECT "id", "name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
CREATE UNIQUE INDEX "ix_users_young" ON "users" ("name") WHERE age IS NULL;
CREATE INDEX "ix_users_lower" ON "users" ("age" DESC, (lower(name)));

-- down, step 1
-- makes `users` anew
CREATE TABLE "covet_new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(40) NOT NULL,
    "age" INTEGER,
    CONSTRAINT "ck_users_age" CHECK (age < 200)
);
INSERT INTO "covet_new_users" ("id", "name", "age")
    SELECT "id", "name", "age"
    FROM "users";
DELETE FROM main.sqlite_sequence WHERE name = 'covet_new_users';
INSERT INTO main.sqlite_sequence (name, seq) SELECT 'covet_new_users', seq FROM main.sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "covet_new_users" RENAME TO "users";
CREATE UNIQUE INDEX "ix_users_young" ON "users" ("name") WHERE age IS NULL;
CREATE INDEX "ix_users_lower" ON "users" ("age" DESC, (lower(name)));
