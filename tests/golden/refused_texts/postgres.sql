-- up: bad-expression: postgres cannot create table `t`: the type of `a` is not one expression: it closes a parenthesis that it does not open; write one expression
-- up: bad-expression: postgres cannot create table `t`: what generates `b` is not one expression: it closes a parenthesis that it does not open; write one expression
-- up: bad-expression: postgres cannot create table `t`: the check `ck` is not one expression: it contains a comment; write one expression

-- down, step 1
DROP TABLE "t";
