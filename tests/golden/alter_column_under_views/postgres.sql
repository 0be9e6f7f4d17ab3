-- up, step 1
SELECT set_config('covet.kept', coalesce(string_agg(kept, '; ' ORDER BY place, number), ''), true)
    FROM unnest(ARRAY['"adults"', '"adult_names"']::regclass[]) AS v (id) JOIN pg_class c ON c.oid = v.id
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
DROP VIEW "adult_names";

-- up, step 3
DROP VIEW "adults";

-- up, step 4
ALTER TABLE "users" ALTER COLUMN "age" TYPE bigint;

-- up, step 5
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;

-- up, step 6
CREATE VIEW adult_names AS SELECT name FROM adults;

-- up, step 7
DO 'BEGIN EXECUTE current_setting(''covet.kept''); END';

-- up, step 8
SELECT set_config('covet.kept', coalesce(string_agg(kept, '; ' ORDER BY place, number), ''), true)
    FROM unnest(ARRAY['"adults"', '"adult_names"']::regclass[]) AS v (id) JOIN pg_class c ON c.oid = v.id
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

-- up, step 9
DROP VIEW "adult_names";

-- up, step 10
DROP VIEW "adults";

-- up, step 11
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(60);

-- up, step 12
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;

-- up, step 13
CREATE VIEW adult_names AS SELECT name FROM adults;

-- up, step 14
DO 'BEGIN EXECUTE current_setting(''covet.kept''); END';

-- up, step 15
ALTER TABLE "users" ADD COLUMN "seen" timestamp(6) NOT NULL DEFAULT (now() AT TIME ZONE 'utc');

-- down, step 1
ALTER TABLE "users" DROP COLUMN "seen";

-- down, step 2
SELECT set_config('covet.kept', coalesce(string_agg(kept, '; ' ORDER BY place, number), ''), true)
    FROM unnest(ARRAY['"adults"', '"adult_names"']::regclass[]) AS v (id) JOIN pg_class c ON c.oid = v.id
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

-- down, step 3
DROP VIEW "adult_names";

-- down, step 4
DROP VIEW "adults";

-- down, step 5
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(40);

-- down, step 6
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;

-- down, step 7
CREATE VIEW adult_names AS SELECT name FROM adults;

-- down, step 8
DO 'BEGIN EXECUTE current_setting(''covet.kept''); END';

-- down, step 9
SELECT set_config('covet.kept', coalesce(string_agg(kept, '; ' ORDER BY place, number), ''), true)
    FROM unnest(ARRAY['"adults"', '"adult_names"']::regclass[]) AS v (id) JOIN pg_class c ON c.oid = v.id
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

-- down, step 10
DROP VIEW "adult_names";

-- down, step 11
DROP VIEW "adults";

-- down, step 12
ALTER TABLE "users" ALTER COLUMN "age" TYPE integer;

-- down, step 13
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;

-- down, step 14
CREATE VIEW adult_names AS SELECT name FROM adults;

-- down, step 15
DO 'BEGIN EXECUTE current_setting(''covet.kept''); END';
