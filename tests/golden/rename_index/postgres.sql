-- up, step 1
ALTER INDEX "ix_users_name" RENAME TO "ix_users_nickname";

-- down, step 1
ALTER INDEX "ix_users_nickname" RENAME TO "ix_users_name";
