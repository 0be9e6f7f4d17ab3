-- up, step 1
ALTER TABLE "links" ADD CONSTRAINT "fk_links_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- up, step 2
ALTER TABLE "links" ADD CONSTRAINT "pair" FOREIGN KEY ("a", "b") REFERENCES "pairs" ("a", "b");

-- down, step 1
ALTER TABLE "links" DROP CONSTRAINT "pair";

-- down, step 2
ALTER TABLE "links" DROP CONSTRAINT "fk_links_user_id";
