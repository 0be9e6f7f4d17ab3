-- up: no-automatic-cast: postgres cannot alter column `a` of `t`: text does not become integer by itself; say how with `.using("..")`, such as `CAST(a AS integer)`
-- up: no-automatic-cast: postgres cannot alter column `b` of `t`: boolean does not become timestamp by itself; say how with `.using("..")`
-- up: bad-expression: postgres cannot alter column `c` of `t`: `1) + (2` is not one expression: it closes a parenthesis that it does not open; write one expression

-- down: no-automatic-cast: postgres cannot alter column `b` of `t`: timestamp does not become boolean by itself; say how with `.using("..")`
