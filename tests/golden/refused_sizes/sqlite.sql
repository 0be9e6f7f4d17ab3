-- up: reserved-name: sqlite cannot create table `sqlite_own`: names that begin with `sqlite_` are its own; choose another name

-- down, step 1
DROP TABLE "sqlite_own";

-- down, step 2
DROP TABLE "t";
