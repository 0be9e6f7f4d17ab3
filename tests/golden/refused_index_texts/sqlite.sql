-- up: bad-expression: sqlite cannot create index `a` on `users`: the condition of `a` is not one expression: it closes a parenthesis that it does not open; write one expression
-- up: bad-expression: sqlite cannot create index `b` on `users`: what `b` is sorted by is not one expression: it does not close a parenthesis that it opens; write one expression
-- up: bad-expression: sqlite cannot create index `c` on `users`: `btree (name); --` is not a word; name a method

-- down, step 1
DROP INDEX "c";

-- down, step 2
DROP INDEX "b";

-- down, step 3
DROP INDEX "a";
