-- up, step 1
CREATE SEQUENCE numbers START WITH 7;

-- up, step 2
CREATE PROCEDURE nothing() BEGIN SET @a = 1; SET @a = 2; END;

-- down, step 1
DROP PROCEDURE `nothing`;

-- down, step 2
DROP SEQUENCE `numbers`;
