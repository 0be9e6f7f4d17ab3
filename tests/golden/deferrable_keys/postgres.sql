-- up, step 1
CREATE TABLE "posts" (
    "user_id" bigint NOT NULL,
    "editor_id" bigint NOT NULL,
    CONSTRAINT "fk_posts_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "fk_posts_editor_id" FOREIGN KEY ("editor_id") REFERENCES "users" ("id") DEFERRABLE INITIALLY IMMEDIATE
);

-- down, step 1
DROP TABLE "posts";
