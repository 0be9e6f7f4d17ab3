-- up, step 1
SELECT set_config('covet.kept', coalesce(string_agg(kept, '; ' ORDER BY place, number), ''), true)
    FROM unnest(ARRAY['"adult_names"', '"adults"']::regclass[]) AS v (id) JOIN pg_class c ON c.oid = v.id
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
DROP VIEW "adult_names";
DROP VIEW "adults";
CREATE VIEW adults AS SELECT name, age AS years FROM users WHERE age > 20;
CREATE VIEW adult_names AS SELECT name FROM adults;
DO 'BEGIN EXECUTE current_setting(''covet.kept''); END';

-- down, step 1
SELECT set_config('covet.kept', coalesce(string_agg(kept, '; ' ORDER BY place, number), ''), true)
    FROM unnest(ARRAY['"adult_names"', '"adults"']::regclass[]) AS v (id) JOIN pg_class c ON c.oid = v.id
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
DROP VIEW "adult_names";
DROP VIEW "adults";
CREATE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17;
CREATE VIEW adult_names AS SELECT name FROM adults;
DO 'BEGIN EXECUTE current_setting(''covet.kept''); END';
