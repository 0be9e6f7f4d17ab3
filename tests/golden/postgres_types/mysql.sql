-- up: no-arrays: mysql cannot create table `lists`: `tags` holds a list, and it has no type for that; use `json`, or a table of its own

-- down, step 1
DROP TABLE `sorted`;

-- down, step 2
DROP TABLE `lists`;
