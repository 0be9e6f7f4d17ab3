-- up: no-partial-index: mysql cannot create index `ix_users_young` on `users`: its indexes hold all rows, also `ix_users_young`; leave out `.filter(..)`

-- down, step 1
ALTER TABLE `users` DROP INDEX `ix_users_young`, LOCK=NONE;
