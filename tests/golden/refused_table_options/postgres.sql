-- up: bad-expression: postgres cannot create table `t`: the options of `t` cannot stand in a statement: it contains a semicolon; write only what stands behind the columns
-- up: no-index-method: postgres cannot create table `t`: it has no fulltext indexes, as `ix_t_a` is; its method for that is `gin`, on `to_tsvector(..)`, or `gist`

-- down, step 1
DROP TABLE "t";
