-- up, step 1
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(200);

-- up, step 2
ALTER TABLE "users" ALTER COLUMN "age" TYPE bigint;

-- down, step 1
ALTER TABLE "users" ALTER COLUMN "age" TYPE integer;

-- down, step 2
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(40);
