-- up, step 1
CREATE TABLE "group" (
    "sel""ect" bigint NOT NULL,
    "\" integer NOT NULL,
    CONSTRAINT "uq_group_\" UNIQUE ("\"),
    CONSTRAINT "fk_group_sel""ect" FOREIGN KEY ("sel""ect") REFERENCES "a""b`c'd;--" ("id")
);

-- up, step 2
ALTER TABLE "a""b`c'd;--"
    ALTER COLUMN "x\""`';--[]" DROP DEFAULT,
    ALTER COLUMN "x\""`';--[]" TYPE text,
    ALTER COLUMN "x\""`';--[]" DROP NOT NULL,
    ALTER COLUMN "x\""`';--[]" SET DEFAULT E'\\';

-- up, step 3
CREATE INDEX "i""`';--" ON "a""b`c'd;--" ("order");

-- down, step 1
DROP INDEX "i""`';--";

-- down, step 2
ALTER TABLE "a""b`c'd;--"
    ALTER COLUMN "x\""`';--[]" DROP DEFAULT,
    ALTER COLUMN "x\""`';--[]" TYPE varchar(20),
    ALTER COLUMN "x\""`';--[]" SET NOT NULL,
    ALTER COLUMN "x\""`';--[]" SET DEFAULT E'\\''"`;--';

-- down, step 3
DROP TABLE "group";
