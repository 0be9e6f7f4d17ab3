-- up: no-automatic-cast: postgres cannot alter column `a` of `t`: text does not become integer by itself; say how with `.using("..")`, such as `CAST(a AS integer)`, or leave `postgres` out of `targets` in covet.toml
-- up: no-automatic-cast: postgres cannot alter column `b` of `t`: boolean does not become timestamp by itself; say how with `.using("..")`, or leave `postgres` out of `targets` in covet.toml
-- up: bad-expression: postgres cannot alter column `c` of `t`: `1) + (2` is not one expression: it closes a parenthesis that it does not open; write one expression, or leave `postgres` out of `targets` in covet.toml

-- down: no-automatic-cast: postgres cannot alter column `b` of `t`: timestamp does not become boolean by itself; say how with `.using("..")`, or leave `postgres` out of `targets` in covet.toml
