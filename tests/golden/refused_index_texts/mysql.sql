-- up: no-partial-index: mysql cannot create index `a` on `users`: its indexes hold all rows, also `a`; leave out `.filter(..)`, or leave `mysql` out of `targets` in covet.toml
-- up: no-expression-index: mysql cannot create index `b` on `users`: not every server of its kind has indexes on expressions, as `b` is; index a generated column, or leave `mysql` out of `targets` in covet.toml
-- up: bad-expression: mysql cannot create index `c` on `users`: `btree (name); --` is not a word; name a method, or leave `mysql` out of `targets` in covet.toml

-- down, step 1
ALTER TABLE `users` DROP INDEX `c`;

-- down, step 2
ALTER TABLE `users` DROP INDEX `b`;

-- down, step 3
ALTER TABLE `users` DROP INDEX `a`;
