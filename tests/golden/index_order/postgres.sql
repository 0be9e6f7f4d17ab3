-- up, step 1
CREATE INDEX "ix_users_name_age" ON "users" USING btree ("name", "age" DESC NULLS LAST);

-- down, step 1
DROP INDEX "ix_users_name_age";
