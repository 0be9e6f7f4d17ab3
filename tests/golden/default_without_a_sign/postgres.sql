-- up: default-does-not-fit: postgres cannot create table `t`: its integer columns, which have a sign, do not hold the default 3000000000 of `a`; declare a wider type

-- down, step 1
DROP TABLE "t";
