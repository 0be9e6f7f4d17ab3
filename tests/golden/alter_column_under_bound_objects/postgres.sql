-- up, step 1
SELECT set_config('covet.kept', coalesce(string_agg(kept, '; ' ORDER BY place, number), ''), true)
    FROM unnest(ARRAY['"ages"']::regclass[]) AS v (id) JOIN pg_class c ON c.oid = v.id
    CROSS JOIN LATERAL (
        SELECT 1 AS place, 1 AS number, format('ALTER VIEW %s OWNER TO %s', v.id, c.relowner::regrole) AS kept
        WHERE c.relowner <> current_user::regrole
        UNION ALL
        SELECT 2, number, format('GRANT %s ON %s TO %s%s', privilege_type, v.id,
            CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
            CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM aclexplode(c.relacl) WITH ORDINALITY AS a (grantor, grantee, privilege_type, is_grantable, number)
        UNION ALL
        SELECT 3, 1, format('COMMENT ON VIEW %s IS %L', v.id, obj_description(v.id, 'pg_class'))
        WHERE obj_description(v.id, 'pg_class') IS NOT NULL
    ) AS of_view;

-- up, step 2
DROP POLICY "own" ON "users";

-- up, step 3
DROP TRIGGER "older" ON "users";

-- up, step 4
DROP VIEW "ages";

-- up, step 5
ALTER TABLE "users" ALTER COLUMN "age" TYPE bigint;

-- up, step 6
CREATE VIEW ages AS SELECT age FROM users;

-- up, step 7
CREATE TRIGGER older BEFORE UPDATE OF age ON users FOR EACH ROW EXECUTE FUNCTION older();

-- up, step 8
CREATE POLICY own ON users USING (age > 1);

-- up, step 9
DO 'BEGIN EXECUTE current_setting(''covet.kept''); END';

-- down, step 1
SELECT set_config('covet.kept', coalesce(string_agg(kept, '; ' ORDER BY place, number), ''), true)
    FROM unnest(ARRAY['"ages"']::regclass[]) AS v (id) JOIN pg_class c ON c.oid = v.id
    CROSS JOIN LATERAL (
        SELECT 1 AS place, 1 AS number, format('ALTER VIEW %s OWNER TO %s', v.id, c.relowner::regrole) AS kept
        WHERE c.relowner <> current_user::regrole
        UNION ALL
        SELECT 2, number, format('GRANT %s ON %s TO %s%s', privilege_type, v.id,
            CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
            CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM aclexplode(c.relacl) WITH ORDINALITY AS a (grantor, grantee, privilege_type, is_grantable, number)
        UNION ALL
        SELECT 3, 1, format('COMMENT ON VIEW %s IS %L', v.id, obj_description(v.id, 'pg_class'))
        WHERE obj_description(v.id, 'pg_class') IS NOT NULL
    ) AS of_view;

-- down, step 2
DROP POLICY "own" ON "users";

-- down, step 3
DROP TRIGGER "older" ON "users";

-- down, step 4
DROP VIEW "ages";

-- down, step 5
ALTER TABLE "users" ALTER COLUMN "age" TYPE integer;

-- down, step 6
CREATE VIEW ages AS SELECT age FROM users;

-- down, step 7
CREATE TRIGGER older BEFORE UPDATE OF age ON users FOR EACH ROW EXECUTE FUNCTION older();

-- down, step 8
CREATE POLICY own ON users USING (age > 1);

-- down, step 9
DO 'BEGIN EXECUTE current_setting(''covet.kept''); END';
