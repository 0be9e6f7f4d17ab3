//! Reads the catalogue of PostgreSQL.

use covet_core::normal::{bare_expression, read_default};
use covet_core::schema::{
    Check, Column, ColumnType, Deferrable, ForeignKey, Generated, Index, IndexKey, IndexPart, Nulls, PrimaryKey, Unique,
};
use covet_core::{Dialect, Ident, TableName, sql};

use super::draft::{Draft, Row, groups};
use super::{Scope, What};
use crate::connection::Connection;
use crate::error::Result;

/// The settings of the session that decide how the catalogue is shown, with the values that are needed of them. Not the
/// search path: it decides which names need a schema before them, as it did when they were written.
const SETTINGS: [(&str, &str); 6] = [
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("bytea_output", "hex"),
    ("quote_all_identifiers", "off"),
    ("standard_conforming_strings", "on"),
];

/// The tables that are read: ordinary ones, of no extension, and no partitions of others.
const TABLES: &str = "n.nspname IN ({schemas}) AND {table} AND c.relkind IN ('r', 'p') AND NOT c.relispartition \
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')";

const COLUMNS: &str = "
SELECT 'column', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
    CASE WHEN a.attcollation <> t.typcollation THEN (SELECT l.collname FROM pg_collation l WHERE l.oid = a.attcollation) END,
    col_description(c.oid, a.attnum), CASE WHEN t.typtype = 'e' THEN t.typname ELSE et.typname END, tn.nspname,
    (SELECT s.relname FROM pg_depend o JOIN pg_class s ON s.oid = o.objid AND s.relkind = 'S'
     WHERE d.oid IS NOT NULL AND o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass
        AND o.refobjid = c.oid AND o.refobjsubid = a.attnum AND o.deptype = 'a' LIMIT 1),
    et.oid IS NOT NULL,
    EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND k.conkey = ARRAY[a.attnum])
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type et ON et.oid = t.typelem AND t.typcategory = 'A' AND et.typtype = 'e' LEFT JOIN pg_namespace tn ON tn.oid = t.typnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE {tables} ORDER BY n.nspname, c.relname, a.attnum;";

/// A row for each column of a key; `to_jsonb` gives columns of the catalogue that older versions do not have.
const CONSTRAINTS: &str = "
SELECT 'constraint', n.nspname, c.relname, k.conname, k.contype, a.attname, rn.nspname, rc.relname, ra.attname,
    k.confdeltype, k.confupdtype, k.condeferrable, k.condeferred, k.convalidated,
    CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) ELSE pg_get_constraintdef(k.oid) END,
    k.confmatchtype = 'f' OR (k.contype = 'c' AND k.connoinherit) OR (j.j ->> 'conenforced') = 'false'
        OR (j.j ->> 'conperiod') = 'true' OR (j.j ->> 'confdelsetcols') IS NOT NULL
        OR (k.contype IN ('p', 'u') AND i.indnatts <> i.indnkeyatts) OR k.contype = 'x',
    (to_jsonb(i) ->> 'indnullsnotdistinct') = 'true' AND k.contype = 'u'
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT to_jsonb(k) - 'conbin' AS j) j
LEFT JOIN pg_index i ON i.indexrelid = k.conindid
LEFT JOIN pg_class rc ON rc.oid = k.confrelid LEFT JOIN pg_namespace rn ON rn.oid = rc.relnamespace
LEFT JOIN LATERAL unnest(CASE WHEN k.contype IN ('p', 'u', 'f') THEN k.conkey END, k.confkey) WITH ORDINALITY
    AS part (own, other, place) ON true
LEFT JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = part.own
LEFT JOIN pg_attribute ra ON ra.attrelid = k.confrelid AND ra.attnum = part.other
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND {tables} ORDER BY n.nspname, c.relname, k.conname, part.place;";

/// A row for each part of an index.
const INDEXES: &str = "
SELECT 'index', n.nspname, c.relname, ic.relname, i.indisunique, am.amname, part.place <= i.indnkeyatts, a.attname,
    pg_get_indexdef(i.indexrelid, part.place::int, false), part.options,
    CASE WHEN part.place <= i.indnkeyatts AND NOT oc.opcdefault THEN oc.opcname END,
    pg_get_expr(i.indpred, i.indrelid), (to_jsonb(i) ->> 'indnullsnotdistinct') = 'true', pg_get_indexdef(i.indexrelid),
    {half_built} OR ic.reloptions IS NOT NULL OR c.relkind = 'p'
        OR part.place <= i.indnkeyatts AND part.sorting <> 0 AND part.sorting <>
            coalesce(a.attcollation, (SELECT x.attcollation FROM pg_attribute x
                WHERE x.attrelid = i.indexrelid AND x.attnum = part.place)),
    i.indisvalid
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_am am ON am.oid = ic.relam
CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indoption::int2[], i.indclass::oid[], i.indcollation::oid[]) WITH ORDINALITY
    AS part (own, options, class, sorting, place)
LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = part.own AND part.own <> 0
LEFT JOIN pg_opclass oc ON oc.oid = part.class
WHERE {tables} AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY n.nspname, c.relname, ic.relname, part.place;";

/// Everything else, of no extension: its kind, schema, table, name and definition.
const OBJECTS: &str = "
SELECT 'object', kind, n.nspname, own, name, text FROM (
    SELECT 'comment' AS kind, c.relnamespace AS schema, c.relname AS own, c.relname AS name, d.description AS text,
        'pg_class'::regclass AS class, c.oid AS oid
    FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
    WHERE d.objsubid = 0 AND c.relkind IN ('r', 'p')
    UNION ALL SELECT 'index comment', c.relnamespace, t.relname, c.relname, d.description, 'pg_class', c.oid
    FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
        JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_class t ON t.oid = i.indrelid
    UNION ALL SELECT 'constraint comment', c.relnamespace, c.relname, k.conname, d.description, 'pg_class', c.oid
    FROM pg_description d JOIN pg_constraint k ON k.oid = d.objoid AND d.classoid = 'pg_constraint'::regclass
        JOIN pg_class c ON c.oid = k.conrelid
    UNION ALL SELECT 'option', c.relnamespace, c.relname, c.relname, concat_ws('; ',
        CASE WHEN c.relkind = 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(c.oid) END,
        CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END, 'WITH (' || array_to_string(c.reloptions, ', ') || ')',
        CASE WHEN c.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END,
        (SELECT 'INHERITS (' || string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno) || ')'
         FROM pg_inherits h WHERE h.inhrelid = c.oid)), 'pg_class', c.oid
    FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND (c.relkind = 'p' OR c.relpersistence = 'u' OR c.reloptions IS NOT NULL OR c.relrowsecurity
            OR EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid))
    UNION ALL SELECT CASE WHEN c.relkind = 'v' THEN 'view' WHEN c.relkind = 'm' THEN 'materialized view' WHEN c.relkind = 'S' THEN 'sequence' ELSE 'table' END,
        c.relnamespace, CASE WHEN c.relkind = 'S' THEN (SELECT t.relname FROM pg_depend o JOIN pg_class t ON t.oid = o.refobjid
            WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass AND o.objid = c.oid
            AND o.deptype = 'a')
        WHEN c.relkind NOT IN ('v', 'm') THEN c.relname END, c.relname,
        CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) WHEN c.relkind = 'f' THEN 'FOREIGN TABLE'
            WHEN c.relkind <> 'S' THEN 'PARTITION ' || pg_get_expr(c.relpartbound, c.oid) END, 'pg_class', c.oid
    FROM pg_class c WHERE c.relkind IN ('v', 'm', 'f') OR c.relkind IN ('r', 'p') AND c.relispartition OR c.relkind = 'S'
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'i')
    UNION ALL SELECT 'trigger', c.relnamespace, c.relname, g.tgname, pg_get_triggerdef(g.oid), 'pg_trigger', g.oid
    FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal
    UNION ALL SELECT 'rule', c.relnamespace, c.relname, r.rulename, pg_get_ruledef(r.oid), 'pg_rewrite', r.oid
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'
    UNION ALL SELECT 'policy', c.relnamespace, c.relname, p.polname, pg_get_expr(p.polqual, p.polrelid), 'pg_policy', p.oid
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    UNION ALL SELECT 'enum', t.typnamespace, NULL, t.typname,
        (SELECT coalesce(json_agg(l.enumlabel ORDER BY l.enumsortorder), '[]')::text FROM pg_enum l WHERE l.enumtypid = t.oid),
        'pg_type', t.oid
    FROM pg_type t WHERE t.typtype = 'e'
    UNION ALL SELECT 'type', t.typnamespace, NULL, t.typname, CASE t.typtype
        WHEN 'd' THEN 'DOMAIN ' || format_type(t.typbasetype, t.typtypmod) WHEN 'r' THEN 'RANGE' ELSE 'COMPOSITE' END,
        'pg_type', t.oid
    FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid WHERE t.typtype IN ('d', 'r') OR c.relkind = 'c'
    UNION ALL SELECT 'extension', (SELECT s.oid FROM pg_namespace s WHERE s.nspname IN ({schemas}) ORDER BY s.nspname LIMIT 1),
        NULL, x.extname, NULL, 'pg_extension', x.oid
    FROM pg_extension x WHERE x.extname <> 'plpgsql'
    UNION ALL SELECT 'routine', p.pronamespace, NULL, p.proname, pg_get_function_identity_arguments(p.oid), 'pg_proc', p.oid
    FROM pg_proc p
) objects JOIN pg_namespace n ON n.oid = schema
WHERE n.nspname IN ({schemas}) AND {own} AND NOT EXISTS (
    SELECT FROM pg_depend e WHERE e.classid = class AND e.objid = objects.oid AND e.deptype = 'e')
ORDER BY kind, n.nspname, own, name, text;";

pub(super) async fn read(connection: &mut Connection<'_>, scope: &Scope<'_>) -> Result<Draft> {
    let settings: Vec<String> = SETTINGS.iter().map(|(name, _)| format!("current_setting('{name}')")).collect();
    let facts = connection.rows(&format!("SELECT current_schema(), {}", settings.join(", "))).await?;
    let facts = Row(facts.into_iter().next().unwrap_or_default());
    let mut draft = Draft::new(Dialect::Postgres, facts.text(0));
    let rows = connection.rows(&script(&facts, scope)).await?.into_iter().map(Row);
    let (mut constraints, mut indexes) = (Vec::new(), Vec::new());
    for row in rows {
        match row.text(0) {
            "column" => column(&mut draft, &row),
            "constraint" => constraints.push(row),
            "index" => indexes.push(row),
            "object" => object(&mut draft, &row),
            _ => {}
        }
    }
    groups(&constraints, &[1, 2, 3]).for_each(|rows| constraint(&mut draft, rows));
    groups(&indexes, &[1, 2, 3]).for_each(|rows| index(&mut draft, rows));
    Ok(draft)
}

/// All queries in one message: what it sets is set for them alone, in their implicit transaction, and restored for the
/// case that the caller has one open.
fn script(facts: &Row, scope: &Scope<'_>) -> String {
    let writer = sql::writer(Dialect::Postgres);
    let set = |values: Vec<String>| {
        let set = SETTINGS
            .iter()
            .zip(values)
            .map(|((name, _), value)| format!("set_config('{name}', {}, true)", writer.text(&value)));
        format!("SELECT {};", set.collect::<Vec<_>>().join(", "))
    };
    let needed = SETTINGS.iter().map(|(_, value)| (*value).to_owned());
    let restored = (0..SETTINGS.len()).map(|at| facts.text(at + 1).to_owned());
    let texts =
        |names: &mut dyn Iterator<Item = &str>| names.map(|name| writer.text(name)).collect::<Vec<_>>().join(", ");
    let schemas = match (scope.table.and_then(|table| table.schema.as_ref()), scope.schemas) {
        (Some(schema), _) => writer.text(schema),
        (None, []) => writer.text(facts.text(0)),
        (None, schemas) => texts(&mut schemas.iter().map(String::as_str)),
    };
    let (table, own) = match scope.table {
        Some(table) => {
            let name = writer.text(&table.name);
            (format!("c.relname = {name}"), format!("own = {name}"))
        }
        None => ("true".to_owned(), "true".to_owned()),
    };
    let queries = [COLUMNS, CONSTRAINTS, INDEXES, OBJECTS].concat().replace("{tables}", TABLES);
    let queries = queries.replace("{half_built}", if scope.half_built { "false" } else { "NOT i.indisvalid" });
    // What the user gives comes last, so that nothing is replaced within it.
    let queries = queries.replace("{table}", &table).replace("{own}", &own).replace("{schemas}", &schemas);
    format!("{}{queries}{}", set(needed.collect()), set(restored.collect()))
}

fn column(draft: &mut Draft, row: &Row) {
    let table = draft.name(row.text(1), row.text(2));
    let Some(name) = row.get(3) else {
        draft.add(table);
        return;
    };
    let mut column = Column::new(name, column_type(draft, row));
    column.nullable = !row.is(5);
    column.collation = row.get(9).map(str::to_owned);
    column.comment = row.get(10).map(str::to_owned);
    let expression = row.get(6);
    match (row.text(7), row.text(8), row.get(13)) {
        (identity @ ("a" | "d"), ..) => {
            let id = column.ty.id_of().filter(|_| row.is(15));
            if identity == "a" || id.is_none() {
                let when = if identity == "a" { "ALWAYS" } else { "BY DEFAULT" };
                draft.note(Some(&table), What::ColumnOption, name, format!("GENERATED {when} AS IDENTITY"));
            }
            column.ty = id.unwrap_or(column.ty);
        }
        (_, how @ ("s" | "v"), _) => {
            let expression = bare_expression(expression.unwrap_or_default(), Dialect::Postgres).to_owned();
            column.generated = Some(Generated { expression, stored: how == "s" });
        }
        (_, _, Some(sequence)) if row.is(15) && column.ty.id_of().is_some() && is_next(expression) => {
            let serial = if column.ty == ColumnType::Integer { "serial" } else { "bigserial" };
            draft.note(Some(&table), What::ColumnOption, name, format!("{serial}, from the sequence `{sequence}`"));
            column.ty = column.ty.id_of().unwrap_or(column.ty);
        }
        _ => column.default = expression.and_then(|text| read_default(text, &column.ty, Dialect::Postgres)),
    }
    draft.add(table).columns.push(column);
}

fn is_next(default: Option<&str>) -> bool {
    default.is_some_and(|text| text.starts_with("nextval("))
}

fn column_type(draft: &Draft, row: &Row) -> ColumnType {
    let Some(name) = row.get(11) else { return draft.ty(row.text(4)) };
    let ty = ColumnType::Enum(draft.name(row.text(12), name).to_string().as_str().into());
    if row.is(14) { ColumnType::Array(Box::new(ty)) } else { ty }
}

fn names(rows: &[Row], at: usize) -> Vec<Ident> {
    rows.iter().filter_map(|row| row.get(at)).map(Ident::from).collect()
}

fn constraint(draft: &mut Draft, rows: &[Row]) {
    let row = &rows[0];
    let (table_name, name, definition) = (draft.name(row.text(1), row.text(2)), row.text(3), row.text(14));
    let deferrable = row.is(11).then_some(match row.is(12) {
        true => Deferrable::InitiallyDeferred,
        false => Deferrable::InitiallyImmediate,
    });
    if row.is(15) || (row.text(4) == "p" && deferrable.is_some()) {
        let definition =
            if row.text(4) == "c" { format!("CHECK ({definition}) NO INHERIT") } else { definition.into() };
        draft.note(Some(&table_name), What::Constraint, name, definition);
        return;
    }
    let (columns, not_valid) = (names(rows, 5), !row.is(13));
    let ref_table = draft.name(row.text(6), row.text(7));
    let Some(table) = draft.get(&table_name) else { return };
    match row.text(4) {
        "p" => {
            let own = Some(Ident::from(name)).filter(|name| *name != PrimaryKey::derived_name(&table_name));
            table.primary_key = Some(PrimaryKey { name: own, columns });
        }
        "u" => {
            table.uniques.push(Unique {
                deferrable,
                nulls_not_distinct: row.is(16),
                ..Unique::on(name.into(), columns)
            });
        }
        "f" => table.foreign_keys.push(ForeignKey {
            on_delete: action(row.text(9)),
            on_update: action(row.text(10)),
            deferrable,
            not_valid,
            ..ForeignKey::on(name.into(), columns, ref_table, names(rows, 8))
        }),
        _ => {
            let expression = bare_expression(definition, Dialect::Postgres);
            table.checks.push(Check { not_valid, ..Check::on(name.into(), expression) });
        }
    }
}

fn action(letter: &str) -> covet_core::schema::Action {
    super::draft::action(match letter {
        "r" => "RESTRICT",
        "c" => "CASCADE",
        "n" => "SET NULL",
        "d" => "SET DEFAULT",
        _ => "NO ACTION",
    })
}

fn index(draft: &mut Draft, rows: &[Row]) {
    let row = &rows[0];
    let (table, name) = (draft.name(row.text(1), row.text(2)), row.text(3));
    if rows.iter().any(|row| row.is(14)) {
        let invalid = if row.is(15) { "" } else { " (invalid)" };
        draft.note(Some(&table), What::Index, name, format!("{}{invalid}", row.text(13)));
        return;
    }
    let (keys, include): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.is(6));
    let index = Index {
        name: name.into(),
        parts: keys.into_iter().map(part).collect(),
        unique: row.is(4),
        nulls_not_distinct: row.is(12),
        filter: row.get(11).map(|text| bare_expression(text, Dialect::Postgres).to_owned()),
        include: include.into_iter().map(|row| Ident::from(row.text(7))).collect(),
        using: Some(row.text(5)).filter(|method| *method != "btree").map(str::to_owned),
    };
    if let Some(table) = draft.get(&table) {
        table.indexes.push(index);
    }
}

fn part(row: &Row) -> IndexPart {
    let options: u16 = row.number(9).unwrap_or_default();
    let (desc, nulls_first) = (options & 1 != 0, options & 2 != 0);
    let key = match row.get(7) {
        Some(column) => IndexKey::Column(column.into()),
        None => IndexKey::Expression(bare_expression(row.text(8), Dialect::Postgres).to_owned()),
    };
    let nulls = (desc != nulls_first).then_some(if nulls_first { Nulls::First } else { Nulls::Last });
    IndexPart { key, desc, nulls, opclass: row.get(10).map(str::to_owned), prefix: None }
}

fn object(draft: &mut Draft, row: &Row) {
    let (kind, name, text) = (row.text(1), row.text(4), row.text(5));
    let table: Option<TableName> = row.get(3).map(|own| draft.name(row.text(2), own));
    let what = match kind {
        "comment" => {
            if let Some(table) = table.as_ref().and_then(|table| draft.get(table)) {
                table.comment = Some(text.to_owned());
            }
            return;
        }
        "enum" => {
            // A list of texts, as the query makes it.
            let values: Vec<String> = serde_json::from_str(text).unwrap_or_default();
            let name = draft.name(row.text(2), name).to_string();
            return draft.add_enum(name.as_str().into(), values);
        }
        "index comment" | "constraint comment" => What::Comment,
        "option" => What::TableOption,
        "view" => What::View,
        "materialized view" => What::MaterializedView,
        "extension" => What::Extension,
        "table" => What::Table,
        "sequence" => What::Sequence,
        "trigger" => What::Trigger,
        "rule" => What::Rule,
        "policy" => What::Policy,
        "type" => What::Type,
        _ => What::Routine,
    };
    let name = match what {
        What::View | What::MaterializedView | What::Sequence | What::Type | What::Routine => {
            draft.name(row.text(2), name).to_string()
        }
        _ => name.to_owned(),
    };
    draft.note(table.as_ref(), what, &name, text);
}
