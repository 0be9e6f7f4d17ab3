-- up: transaction-control: mysql cannot run SQL `SELECT 1; COMMIT`: `COMMIT` would end or change the transaction that the migration runs in; remove that statement
-- up: unclosed-sql: mysql cannot run SQL `SELECT 'it''s`: `'it''s` is not closed; close it: what runs next would become part of it
-- up: done-when-of-several: mysql cannot run SQL `CREATE TABLE a (n int); CREATE TABLE b (n int)`: its statements cannot be undone together, and one query does not tell how far they have come; give each statement a `run_sql` with a `done_when` of its own

-- down: nothing to do
