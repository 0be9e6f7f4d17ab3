-- up: text-in-key: mysql cannot create table `t`: `b` is binary, and the unique constraint `uq_t_b` needs a length; declare it `binary_n(3072)` or shorter
-- up: text-in-key: mysql cannot create table `t`: `a` is json, and the index `ix_t_a` needs a length; index a generated column with a part of it

-- down, step 1
DROP TABLE `t`;
