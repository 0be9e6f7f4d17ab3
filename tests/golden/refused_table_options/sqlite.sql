-- up: bad-expression: sqlite cannot create table `t`: the options of `t` cannot stand in a statement: it contains a comment; write only what stands behind the columns
-- up: no-index-method: sqlite cannot create table `t`: it has no fulltext indexes, as `ix_t_a` is; make a virtual table with `create_object(Other, ..)`

-- down, step 1
DROP TABLE "t";
