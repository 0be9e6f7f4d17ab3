-- up: no-deferrable: mysql cannot create table `posts`: its foreign keys do not wait for the end of a transaction, as `fk_posts_user_id` would; leave out `.deferrable(..)`
-- up: no-set-default: mysql cannot create table `posts`: its foreign keys set no defaults, as `fk_posts_user_id` would; use `SetNull`, or `Restrict`
-- up: no-deferrable: mysql cannot create table `posts`: its foreign keys do not wait for the end of a transaction, as `fk_posts_editor_id` would; leave out `.deferrable(..)`

-- down, step 1
DROP TABLE `posts`;
