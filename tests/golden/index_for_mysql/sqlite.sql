-- up: no-index-prefix: sqlite cannot create index `ix_notes_body` on `notes`: its indexes take columns whole, also `ix_notes_body`; leave out `.prefix(..)`

-- down, step 1
DROP INDEX "ix_notes_body";
