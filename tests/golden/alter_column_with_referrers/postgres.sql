-- up, step 1
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(41);

-- up, step 2
ALTER TABLE "posts" ALTER COLUMN "title" TYPE text;

-- down, step 1
ALTER TABLE "posts" ALTER COLUMN "title" TYPE varchar(80);

-- down, step 2
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(40);
