-- up, step 1
ALTER TABLE "users" RENAME CONSTRAINT "users_pkey" TO "pk_users";

-- up, step 2
ALTER TABLE "users" RENAME TO "people";
ALTER TABLE "people" RENAME CONSTRAINT "pk_users" TO "pk_people";

-- up, step 3
ALTER TABLE "plain" RENAME CONSTRAINT "pk_plain" TO "plain_pkey";

-- up, step 4
ALTER TABLE "plain" RENAME TO "simple";

-- up, step 5
ALTER TABLE "votes" DROP CONSTRAINT "votes_pkey";

-- up, step 6
ALTER TABLE "tags" DROP CONSTRAINT "the_tags";

-- up, step 7
CREATE UNIQUE INDEX "ix_tags_name" ON "tags" ("name");

-- up, step 8
ALTER TABLE "tags" ADD CONSTRAINT "tags_pkey" PRIMARY KEY USING INDEX "ix_tags_name";

-- up, step 9
ALTER TABLE "simple"
    DROP CONSTRAINT "plain_pkey",
    ADD CONSTRAINT "simple_pkey" PRIMARY KEY ("a");

-- down, step 1
ALTER TABLE "simple"
    DROP CONSTRAINT "simple_pkey",
    ADD CONSTRAINT "plain_pkey" PRIMARY KEY ("a");

-- down, step 2
ALTER TABLE "tags"
    DROP CONSTRAINT "tags_pkey",
    ADD CONSTRAINT "the_tags" PRIMARY KEY ("name");

-- down, step 3
ALTER TABLE "votes" ADD CONSTRAINT "votes_pkey" PRIMARY KEY ("user_id", "post_id");

-- down, step 4
ALTER TABLE "simple" RENAME TO "plain";

-- down, step 5
ALTER TABLE "plain" RENAME CONSTRAINT "plain_pkey" TO "pk_plain";

-- down, step 6
ALTER TABLE "people" RENAME TO "users";
ALTER TABLE "users" RENAME CONSTRAINT "pk_people" TO "pk_users";

-- down, step 7
ALTER TABLE "users" RENAME CONSTRAINT "pk_users" TO "users_pkey";
