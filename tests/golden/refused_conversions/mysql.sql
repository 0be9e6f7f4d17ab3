-- up: no-automatic-cast: mysql cannot alter column `a` of `t`: text does not become integer by itself; add a column of the new type, fill it with `run_sql`, and drop this one
-- up: no-automatic-cast: mysql cannot alter column `b` of `t`: boolean does not become timestamp by itself; add a column of the new type, fill it with `run_sql`, and drop this one
-- up: no-using: mysql cannot alter column `c` of `t`: it does not convert by an expression; add a column of the new type, fill it with `run_sql`, and drop this one

-- down: no-automatic-cast: mysql cannot alter column `b` of `t`: timestamp does not become boolean by itself; add a column of the new type, fill it with `run_sql`, and drop this one
-- down: no-automatic-cast: mysql cannot alter column `b` of `t`: timestamp does not become boolean by itself; add a column of the new type, fill it with `run_sql`, and drop this one
