-- up, step 1
ALTER TABLE "parts" ALTER COLUMN "id" TYPE bigint;

-- down, step 1
ALTER TABLE "parts" ALTER COLUMN "id" TYPE integer;
