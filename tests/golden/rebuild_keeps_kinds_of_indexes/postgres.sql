-- up, step 1
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(50);

-- down, step 1
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(40);
