-- up, step 1
ALTER TABLE "users"
    ALTER COLUMN "age" SET NOT NULL,
    ALTER COLUMN "age" SET DEFAULT 18;

-- up, step 2
ALTER TABLE "users" ALTER COLUMN "name" DROP NOT NULL;

-- down, step 1
ALTER TABLE "users" ALTER COLUMN "name" SET NOT NULL;

-- down, step 2
ALTER TABLE "users"
    ALTER COLUMN "age" DROP NOT NULL,
    ALTER COLUMN "age" DROP DEFAULT;
