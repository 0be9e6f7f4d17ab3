-- up: bad-expression: mysql cannot create table `t`: the options of `t` cannot stand in a statement: something in it is not closed; write only what stands behind the columns
-- up: no-index-method: mysql cannot create table `t`: the fulltext index `ix_t_a` is in no order, and cannot be unique; leave out `.unique()`, `.desc(..)` and `.prefix(..)`

-- down, step 1
DROP TABLE `t`;
