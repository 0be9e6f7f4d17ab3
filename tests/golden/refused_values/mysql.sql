-- up: bad-value: mysql cannot create table `t`: it takes the values "x" and "X" of `a` for one; choose other values
-- up: bad-value: mysql cannot create table `t`: it would lose the space at the end of "y ", a value of `b`; leave it out

-- down, step 1
DROP TABLE `t`;
