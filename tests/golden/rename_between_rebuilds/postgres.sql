-- up, step 1
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(50);

-- up, step 2
ALTER TABLE "users" RENAME COLUMN "name" TO "full_name";

-- up, step 3
ALTER TABLE "users" ALTER COLUMN "full_name" TYPE varchar(60);

-- up, step 4
ALTER TABLE "users" RENAME TO "people";
ALTER TABLE "people" RENAME CONSTRAINT "pk_users" TO "pk_people";

-- up, step 5
ALTER TABLE "people" ALTER COLUMN "age" TYPE bigint;

-- down, step 1
ALTER TABLE "people" ALTER COLUMN "age" TYPE integer;

-- down, step 2
ALTER TABLE "people" RENAME TO "users";
ALTER TABLE "users" RENAME CONSTRAINT "pk_people" TO "pk_users";

-- down, step 3
ALTER TABLE "users" ALTER COLUMN "full_name" TYPE varchar(50);

-- down, step 4
ALTER TABLE "users" RENAME COLUMN "full_name" TO "name";

-- down, step 5
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(40);
