-- up: no-done-when: postgres cannot run SQL `VACUUM`: no transaction covers `VACUUM`, and nothing tells whether it has run; add `.done_when("SELECT ..")`, a query whose first value is true once it has run
-- up: no-done-when: postgres cannot run SQL `CALL a()`: no transaction covers `CALL a()`, and nothing tells whether it has run; add `.done_when("SELECT ..")`, a query whose first value is true once it has run
-- up: done-when-of-several: postgres cannot run SQL `VACUUM; VACUUM users`: its statements cannot be undone together, and one query does not tell how far they have come; give each statement a `run_sql` with a `done_when` of its own

-- down: nothing to do
