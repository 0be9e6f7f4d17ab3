-- up: bad-object: postgres cannot create view `b`: no statement of its text creates a view; write the whole statement, from CREATE on
-- up: bad-object: postgres cannot create view `c`: its text does not name `c`; let both say the same name
-- up: bad-object: postgres cannot create view `e`: its text creates several objects; give each a `create_object` of its own
-- up: client-command: postgres cannot create trigger `g` of `users`: `DELIMITER` is a command of the `mysql` client, which the server does not know; leave it out: a body is one statement, whatever is in it
-- up: no-drop: postgres cannot create object `h`: nothing says how it is dropped; add `.drop("..")` where it is made
-- up: transaction-control: postgres cannot create view `k`: `COMMIT` would end or change the transaction that the migration runs in; remove that statement

-- down: no-drop: postgres cannot drop object `h`: nothing says how it is dropped; add `.drop("..")` where it is made
