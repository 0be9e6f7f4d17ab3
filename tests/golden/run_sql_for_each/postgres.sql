-- up, step 1
CREATE TABLE raw (id bigint CONSTRAINT pk_raw PRIMARY KEY);

-- up, step 2
ALTER TABLE "raw" ADD COLUMN "n" integer NOT NULL DEFAULT 0;

-- down, step 1
ALTER TABLE "raw" DROP COLUMN "n";

-- down, step 2
DROP TABLE raw;
