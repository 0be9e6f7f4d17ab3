-- up: transaction-control: postgres cannot run SQL `SELECT 1; COMMIT`: `COMMIT` would end or change the transaction that the migration runs in; remove that statement
-- up: unclosed-sql: postgres cannot run SQL `SELECT 'it''s`: `'it''s` is not closed; close it: what runs next would become part of it

-- down: nothing to do
