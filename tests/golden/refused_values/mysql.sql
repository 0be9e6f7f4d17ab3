-- up: bad-value: mysql cannot create table `t`: it takes the values "x" and "X" of `a` for one; choose other values, or leave `mysql` out of `targets` in covet.toml
-- up: bad-value: mysql cannot create table `t`: it would lose the space at the end of "y ", a value of `b`; leave it out, or leave `mysql` out of `targets` in covet.toml

-- down, step 1
DROP TABLE `t`;
