-- up: still-used: postgres cannot alter column `age` of `users`: materialized view `ages` is in its way, and would lose what it holds if it were made anew; drop that before with `drop_object`, and create it again after
-- up: still-used: postgres cannot alter column `name` of `users`: function `names` is in its way, and would lose its privileges if it were made anew; drop that before with `drop_object`, and create it again after

-- down: still-used: postgres cannot alter column `name` of `users`: function `names` is in its way, and would lose its privileges if it were made anew; drop that before with `drop_object`, and create it again after
-- down: still-used: postgres cannot alter column `age` of `users`: materialized view `ages` is in its way, and would lose what it holds if it were made anew; drop that before with `drop_object`, and create it again after
