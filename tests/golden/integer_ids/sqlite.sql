-- up, step 1
CREATE TABLE "parts" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "parent_id" INTEGER,
    "name" VARCHAR(20) NOT NULL,
    CONSTRAINT "fk_parts_parent_id" FOREIGN KEY ("parent_id") REFERENCES "parts" ("id")
);

-- up, step 2
CREATE TABLE "items" (
    "item_id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "part_id" INTEGER NOT NULL,
    "next_id" INTEGER,
    CONSTRAINT "fk_items_part_id" FOREIGN KEY ("part_id") REFERENCES "parts" ("id"),
    CONSTRAINT "fk_items_next_id" FOREIGN KEY ("next_id") REFERENCES "items" ("item_id")
);

-- up, step 3
CREATE TABLE "great" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "next_id" BIGINT,
    CONSTRAINT "fk_great_next_id" FOREIGN KEY ("next_id") REFERENCES "great" ("id")
);

-- down, step 1
DROP TABLE "great";

-- down, step 2
DROP TABLE "items";

-- down, step 3
DROP TABLE "parts";
