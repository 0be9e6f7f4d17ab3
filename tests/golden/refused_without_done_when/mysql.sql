-- up, step 1
CALL a();

-- down: nothing to do
