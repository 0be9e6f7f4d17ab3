-- up, step 1
CREATE TABLE "pets" (
    "owner_id" uuid NOT NULL,
    CONSTRAINT "fk_pets_owner_id" FOREIGN KEY ("owner_id") REFERENCES "owners" ("id")
);

-- down, step 1
DROP TABLE "pets";
