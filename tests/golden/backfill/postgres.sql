-- up, step 1
-- in batches of 1 rows along (id), each in a transaction of its own
UPDATE "users" SET "slug" = (lower(name) || '-' || id), "age" = (coalesce(age, 0) + 1) WHERE (slug IS NULL);

-- down: nothing to do
