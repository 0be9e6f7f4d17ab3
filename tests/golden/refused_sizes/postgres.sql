-- up: too-long: postgres cannot create table `t`: `c` has 20000000 characters, more than 10485760; declare it `string(10485760)` or shorter, or `text`
-- up: too-long: postgres cannot create table `t`: `d` has 2000 digits, 40 of them after the point; declare it `decimal(1000, 40)` or shorter
-- up: reserved-name: postgres cannot create table `t`: a column `xmin` is its own; choose another name

-- down, step 1
DROP TABLE "sqlite_own";

-- down, step 2
DROP TABLE "t";
