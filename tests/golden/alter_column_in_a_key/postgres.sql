-- up, step 1
ALTER TABLE "countries" ALTER COLUMN "code" TYPE varchar(3);

-- up, step 2
ALTER TABLE "cities" ALTER COLUMN "country" TYPE varchar(3);

-- down, step 1
ALTER TABLE "cities" ALTER COLUMN "country" TYPE varchar(2);

-- down, step 2
ALTER TABLE "countries" ALTER COLUMN "code" TYPE varchar(2);
