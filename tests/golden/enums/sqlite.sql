-- up: no-enums: sqlite cannot create enum `mood`: it has no types of that kind; use `one_of`
-- up: no-enums: sqlite cannot create table `people`: `mood` is enum `mood`, and it has no types of that kind; use `one_of`
-- up: no-arrays: sqlite cannot create table `people`: `moods` holds a list, and it has no type for that; use `json`, or a table of its own

-- down: no-enums: sqlite cannot drop enum `mood`: it has no types of that kind; use `one_of`
