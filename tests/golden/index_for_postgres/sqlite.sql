-- up: no-index-method: sqlite cannot create index `ix_notes_tags` on `notes`: its indexes have no operator classes, as `ix_notes_tags` has; leave out `.opclass(..)`
-- up: no-index-method: sqlite cannot create index `ix_notes_tags` on `notes`: its indexes are all of the method `btree`, also `ix_notes_tags`; leave out `.using(..)`
-- up: no-index-include: sqlite cannot create index `ix_notes_whole` on `notes`: its indexes hold only what they are sorted by, also `ix_notes_whole`; put those columns behind the others
-- up: no-nulls-not-distinct: sqlite cannot create index `ix_notes_whole` on `notes`: to it NULLs are distinct from each other, also in `ix_notes_whole`; declare the columns NOT NULL, with a value that stands for none
-- up: no-index-method: sqlite cannot create index `ix_notes_body` on `notes`: its indexes have no operator classes, as `ix_notes_body` has; leave out `.opclass(..)`

-- down, step 1
DROP INDEX "ix_notes_body";

-- down, step 2
DROP INDEX "ix_notes_whole";

-- down, step 3
DROP INDEX "ix_notes_tags";
