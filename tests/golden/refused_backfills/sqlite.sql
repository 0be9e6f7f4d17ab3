-- up: bad-expression: sqlite cannot backfill `age` of `users`: the value of `age` is not one expression: it closes a parenthesis that it does not open; write one expression

-- down: nothing to do
