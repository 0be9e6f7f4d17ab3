//! A picture for machines: what it shows, and nothing of how.

use serde_json::{Value, json};

use super::{Box, Diagram, Edge, Row};

/// The boxes, and what joins them: each end by the place of its box and, of a table, the name of the column.
pub(crate) fn json(diagram: &Diagram) -> Value {
    let end = |(at, row): (usize, Option<usize>)| {
        let one = &diagram.boxes[at];
        json!({ "box": at, "row": row.map(|row| &one.rows[row].name) })
    };
    let edge = |edge: &Edge| {
        json!({
            "from": end(edge.from), "to": end(edge.to), "label": edge.label,
            "one": edge.one, "optional": edge.optional,
        })
    };
    json!({
        "boxes": diagram.boxes.iter().map(of_box).collect::<Vec<_>>(),
        "edges": diagram.edges.iter().map(edge).collect::<Vec<_>>(),
    })
}

fn of_box(one: &Box) -> Value {
    let row = |row: &Row| json!({ "name": row.name, "type": row.ty, "keys": row.keys });
    json!({ "title": one.title, "app": one.group, "rows": one.rows.iter().map(row).collect::<Vec<_>>() })
}
