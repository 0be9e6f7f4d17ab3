-- up, step 1
CREATE TABLE "teams" (
    "country" VARCHAR(2) NOT NULL,
    "code" VARCHAR(8) NOT NULL,
    "owner_id" BIGINT NOT NULL,
    "parent_country" VARCHAR(2),
    "parent_code" VARCHAR(8),
    PRIMARY KEY ("country", "code"),
    CONSTRAINT "uq_teams_code_country" UNIQUE ("code", "country"),
    CONSTRAINT "fk_teams_owner_id" FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "ix_teams_owner_id_code" ON "teams" ("owner_id", "code");

-- up, step 2
CREATE TABLE "nodes" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "parent_id" BIGINT,
    "slug" VARCHAR(30) NOT NULL,
    "place" INTEGER NOT NULL,
    CONSTRAINT "uq_nodes_slug" UNIQUE ("slug"),
    CONSTRAINT "fk_nodes_parent_id" FOREIGN KEY ("parent_id") REFERENCES "nodes" ("id") ON DELETE SET NULL
);
CREATE INDEX "ix_nodes_place" ON "nodes" ("place");

-- down, step 1
DROP TABLE "nodes";

-- down, step 2
DROP TABLE "teams";
