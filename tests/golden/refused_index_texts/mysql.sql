-- up: no-partial-index: mysql cannot create index `a` on `users`: its indexes hold all rows, also `a`; leave out `.filter(..)`
-- up: bad-expression: mysql cannot create index `b` on `users`: what `b` is sorted by is not one expression: it does not close a parenthesis that it opens; write one expression
-- up: bad-expression: mysql cannot create index `c` on `users`: `btree (name); --` is not a word; name a method

-- down, step 1
ALTER TABLE `users` DROP INDEX `c`, LOCK=NONE;

-- down, step 2
ALTER TABLE `users` DROP INDEX `b`;

-- down, step 3
ALTER TABLE `users` DROP INDEX `a`, LOCK=NONE;
