-- up: no-virtual-columns: postgres cannot add column `age_then` to `users`: before version 18 it stores all that it generates, also `age_then`; write `.generated("..")`

-- down, step 1
ALTER TABLE "users" DROP COLUMN "age_then";
