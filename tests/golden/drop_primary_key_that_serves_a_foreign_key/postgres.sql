-- up, step 1
ALTER TABLE "votes" DROP CONSTRAINT "pk_votes";

-- down, step 1
ALTER TABLE "votes" ADD CONSTRAINT "pk_votes" PRIMARY KEY ("user_id", "post_id");
