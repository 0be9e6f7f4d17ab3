-- up: no-using: mysql cannot alter column `number` of `notes`: it does not convert by an expression; add a column of the new type, fill it with `run_sql`, and drop this one

-- down, step 1
ALTER TABLE `notes` MODIFY COLUMN `number` longtext;
