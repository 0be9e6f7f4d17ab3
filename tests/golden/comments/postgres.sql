-- up, step 1
ALTER TABLE "notes" ADD COLUMN "by" varchar(10);
COMMENT ON COLUMN "notes"."by" IS 'who';

-- up, step 2
COMMENT ON COLUMN "notes"."body" IS 'as it is';

-- up, step 3
ALTER TABLE "notes" ALTER COLUMN "title" TYPE varchar(30);
COMMENT ON COLUMN "notes"."title" IS 'short';

-- down, step 1
ALTER TABLE "notes" ALTER COLUMN "title" TYPE varchar(20);
COMMENT ON COLUMN "notes"."title" IS NULL;

-- down, step 2
COMMENT ON COLUMN "notes"."body" IS 'in "Markdown"';

-- down, step 3
ALTER TABLE "notes" DROP COLUMN "by";
