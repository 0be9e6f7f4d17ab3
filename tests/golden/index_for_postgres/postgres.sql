-- up, step 1
CREATE INDEX "ix_notes_tags" ON "notes" USING gin ("tags" jsonb_path_ops);

-- up, step 2
CREATE UNIQUE INDEX "ix_notes_whole" ON "notes" ("body") INCLUDE ("id") NULLS NOT DISTINCT;

-- up, step 3
CREATE INDEX "ix_notes_body" ON "notes" ("body" text_pattern_ops NULLS FIRST);

-- down, step 1
DROP INDEX "ix_notes_body";

-- down, step 2
DROP INDEX "ix_notes_whole";

-- down, step 3
DROP INDEX "ix_notes_tags";
