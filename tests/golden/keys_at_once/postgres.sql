-- up, step 1
ALTER TABLE "uses" ADD CONSTRAINT "fk_uses_part" FOREIGN KEY ("part") REFERENCES "parts" ("id");

-- up, step 2
ALTER TABLE "uses" ADD CONSTRAINT "fk_uses_other" FOREIGN KEY ("other") REFERENCES "parts" ("id");

-- up, step 3
ALTER TABLE "uses" DROP CONSTRAINT "fk_uses_part";

-- up, step 4
CREATE INDEX "ix_uses_other" ON "uses" ("other");

-- up, step 5
CREATE INDEX "ix_uses_part" ON "uses" ("part");

-- down, step 1
DROP INDEX "ix_uses_part";

-- down, step 2
DROP INDEX "ix_uses_other";

-- down, step 3
ALTER TABLE "uses" ADD CONSTRAINT "fk_uses_part" FOREIGN KEY ("part") REFERENCES "parts" ("id");

-- down, step 4
ALTER TABLE "uses" DROP CONSTRAINT "fk_uses_other";

-- down, step 5
ALTER TABLE "uses" DROP CONSTRAINT "fk_uses_part";
