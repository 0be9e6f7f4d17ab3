-- up: transaction-control: postgres cannot run SQL `SELECT 1; COMMIT`: `COMMIT` would end or change the transaction that the migration runs in; remove that statement
-- up: concurrently-in-transaction: postgres cannot run SQL `CREATE INDEX CONCURRENTLY ix ON t (a)`: `CREATE INDEX CONCURRENTLY ix ON t (a)` is refused in the transaction of the migration; write `#[migration(transaction = false)]`, and say with `.done_when(..)` when it is done
-- up: unclosed-sql: postgres cannot run SQL `SELECT 'it''s`: `'it''s` is not closed; close it: what runs next would become part of it

-- down: nothing to do
