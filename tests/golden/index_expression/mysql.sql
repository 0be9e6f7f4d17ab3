-- up: no-expression-index: mysql cannot create index `ix_users_lower` on `users`: not every server of its kind has indexes on expressions, as `ix_users_lower` is; index a generated column

-- down, step 1
ALTER TABLE `users` DROP INDEX `ix_users_lower`;
