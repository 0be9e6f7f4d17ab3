-- up: too-long: mysql cannot create table `t`: `c` has 20000000 characters, more than 16383; declare it `string(16383)` or shorter, or `text`
-- up: too-long: mysql cannot create table `t`: `d` has 2000 digits, 40 of them after the point; declare it `decimal(65, 30)` or shorter
-- up: too-wide: mysql cannot create table `t`: the columns of `t` take 71094 bytes a row, more than 65535; declare long strings `text`
-- up: text-in-key: mysql cannot create table `t`: `a` is a text, and the unique constraint `uq_t_a` needs a length; declare it `string(768)` or shorter
-- up: key-too-long: mysql cannot create table `t`: the index `ix_t_b` has 3076 bytes, more than 3072; declare its strings `string(768)` or shorter
-- up: key-too-long: mysql cannot create table `t`: the index `ix_t_b_e` has 7076 bytes, more than 3072; declare its strings `string(384)` or shorter

-- down, step 1
DROP TABLE `sqlite_own`;

-- down, step 2
DROP TABLE `t`;
