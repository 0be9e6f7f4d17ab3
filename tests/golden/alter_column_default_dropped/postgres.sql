-- up, step 1
ALTER TABLE "flags" ALTER COLUMN "on" DROP DEFAULT;

-- down, step 1
ALTER TABLE "flags" ALTER COLUMN "on" SET DEFAULT true;
