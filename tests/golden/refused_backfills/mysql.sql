-- up: set-in-order: mysql cannot backfill `age`, `name` of `users`: it sets `age` first, and `name` would follow from the new value; set `name` before `age`, or in a backfill of its own
-- up: bad-expression: mysql cannot backfill `age` of `users`: the value of `age` is not one expression: it closes a parenthesis that it does not open; write one expression
-- up: key-of-custom-type: mysql cannot backfill `n` of `places`: how a key of custom type `point`, `at`, is written as text is not known; change the rows with `run_sql`, in one statement, or in a Rust step

-- down: nothing to do
