-- up: reserved-name: sqlite cannot create table `sqlite_own`: names that begin with `sqlite_` are its own; choose another name, or leave `sqlite` out of `targets` in covet.toml

-- down, step 1
DROP TABLE "sqlite_own";

-- down, step 2
DROP TABLE "t";
