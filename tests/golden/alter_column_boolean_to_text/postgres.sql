-- up, step 1
ALTER TABLE "flags" ALTER COLUMN "on" TYPE varchar(5);

-- down, step 1
ALTER TABLE "flags" ALTER COLUMN "on" TYPE boolean USING CAST("on" AS boolean);
