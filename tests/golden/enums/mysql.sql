-- up: no-enums: mysql cannot create enum `mood`: it has no types of that kind; use `one_of`
-- up: no-enums: mysql cannot create table `people`: `mood` is enum `mood`, and it has no types of that kind; use `one_of`
-- up: no-arrays: mysql cannot create table `people`: `moods` holds a list, and it has no type for that; use `json`, or a table of its own

-- down: no-enums: mysql cannot drop enum `mood`: it has no types of that kind; use `one_of`
