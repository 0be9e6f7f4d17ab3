-- up, step 1
CREATE EXTENSION citext;

-- up, step 2
CREATE DOMAIN mail AS citext CHECK (VALUE LIKE '%@%');

-- up, step 3
CREATE TYPE pair AS (a int, b int);

-- up, step 4
ALTER TABLE "users" ADD COLUMN "mail" mail;

-- up, step 5
CREATE MATERIALIZED VIEW mails AS SELECT lower(mail) AS mail FROM users;

-- up, step 6
ALTER TABLE users ENABLE ROW LEVEL SECURITY;

-- up, step 7
CREATE POLICY own ON users USING (name = current_user);

-- up, step 8
CREATE TABLE "rooms" (
    "number" integer NOT NULL,
    "taken" int4range NOT NULL
);

-- up, step 9
ALTER TABLE rooms ADD CONSTRAINT taken_once EXCLUDE USING gist (taken WITH &&);

-- down, step 1
ALTER TABLE "rooms" DROP CONSTRAINT "taken_once";

-- down, step 2
DROP TABLE "rooms";

-- down, step 3
DROP POLICY "own" ON "users";

-- down, step 4
ALTER TABLE users DISABLE ROW LEVEL SECURITY;

-- down, step 5
DROP MATERIALIZED VIEW "mails";

-- down, step 6
ALTER TABLE "users" DROP COLUMN "mail";

-- down, step 7
DROP TYPE "pair";

-- down, step 8
DROP DOMAIN "mail";

-- down, step 9
DROP EXTENSION "citext";
