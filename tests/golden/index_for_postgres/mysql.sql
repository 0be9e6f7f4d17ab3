-- up: text-in-key: mysql cannot create index `ix_notes_tags` on `notes`: `tags` is json, and the index `ix_notes_tags` needs a length; index a generated column with a part of it
-- up: no-index-method: mysql cannot create index `ix_notes_tags` on `notes`: its indexes have no operator classes, as `ix_notes_tags` has; leave out `.opclass(..)`
-- up: no-index-method: mysql cannot create index `ix_notes_tags` on `notes`: its indexes are all of the method `btree`, also `ix_notes_tags`; leave out `.using(..)`
-- up: text-in-key: mysql cannot create index `ix_notes_whole` on `notes`: `body` is a text, and the index `ix_notes_whole` needs a length; declare it `string(768)` or shorter
-- up: no-index-include: mysql cannot create index `ix_notes_whole` on `notes`: its indexes hold only what they are sorted by, also `ix_notes_whole`; put those columns behind the others
-- up: no-nulls-not-distinct: mysql cannot create index `ix_notes_whole` on `notes`: to it NULLs are distinct from each other, also in `ix_notes_whole`; declare the columns NOT NULL, with a value that stands for none
-- up: text-in-key: mysql cannot create index `ix_notes_body` on `notes`: `body` is a text, and the index `ix_notes_body` needs a length; declare it `string(768)` or shorter
-- up: no-index-method: mysql cannot create index `ix_notes_body` on `notes`: its indexes have no operator classes, as `ix_notes_body` has; leave out `.opclass(..)`

-- down, step 1
ALTER TABLE `notes`
    DROP INDEX `ix_notes_body`,
    DROP INDEX `ix_notes_whole`,
    DROP INDEX `ix_notes_tags`,
    LOCK=NONE;
