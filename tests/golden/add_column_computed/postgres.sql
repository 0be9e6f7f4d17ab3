-- up, step 1
ALTER TABLE "users" ADD COLUMN "seen_at" timestamptz(6) NOT NULL DEFAULT now();

-- up, step 2
ALTER TABLE "users" ADD COLUMN "two" integer NOT NULL DEFAULT (1 + 1);

-- down, step 1
ALTER TABLE "users" DROP COLUMN "two";

-- down, step 2
ALTER TABLE "users" DROP COLUMN "seen_at";
