-- up, step 1
ALTER TABLE "cities" DROP CONSTRAINT "fk_cities_country";

-- up, step 2
ALTER TABLE "cities" ALTER COLUMN "country" TYPE varchar(3);

-- up, step 3
ALTER TABLE "countries" ALTER COLUMN "code" TYPE varchar(3);

-- up, step 4
ALTER TABLE "cities" ADD CONSTRAINT "fk_cities_country" FOREIGN KEY ("country") REFERENCES "countries" ("code");

-- down, step 1
ALTER TABLE "cities" DROP CONSTRAINT "fk_cities_country";

-- down, step 2
ALTER TABLE "countries" ALTER COLUMN "code" TYPE varchar(2);

-- down, step 3
ALTER TABLE "cities" ALTER COLUMN "country" TYPE varchar(2);

-- down, step 4
ALTER TABLE "cities" ADD CONSTRAINT "fk_cities_country" FOREIGN KEY ("country") REFERENCES "countries" ("code");
