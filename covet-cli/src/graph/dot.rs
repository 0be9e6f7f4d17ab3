//! DOT, which Graphviz draws.

use std::fmt::Write as _;

use super::{Box, Diagram, Edge, Subject};

/// The diagram as DOT.
pub(crate) fn dot(diagram: &Diagram) -> String {
    let name = if diagram.subject == Subject::Tables { "tables" } else { "migrations" };
    let mut out = format!(
        "digraph {name} {{\n    rankdir=LR;\n    node [shape=plain, fontname=\"monospace\", fontsize=11];\n    \
         edge [fontname=\"monospace\", fontsize=9];\n"
    );
    for (at, one) in diagram.boxes.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = writeln!(out, "    b{at} [label=<{}>];", label(one));
    }
    for Edge { from, to, label, one, optional } in &diagram.edges {
        let port = |(at, row): (usize, Option<usize>)| match row {
            Some(row) => format!("b{at}:r{row}"),
            None => format!("b{at}"),
        };
        let ends = match diagram.subject {
            Subject::Migrations => String::new(),
            Subject::Tables => {
                let (tail, head) = (if *optional { "odottee" } else { "tee" }, if *one { "tee" } else { "crow" });
                format!("dir=both, arrowtail={tail}, arrowhead={head}, ")
            }
        };
        let _ = writeln!(out, "    {} -> {} [{ends}tooltip={}];", port(*to), port(*from), quoted(label));
    }
    out.push_str("}\n");
    out
}

fn label(one: &Box) -> String {
    let mut label = format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\" CELLPADDING=\"4\"><TR><TD COLSPAN=\"3\"><B>{}</B></TD></TR>",
        escaped(&one.title)
    );
    for (at, row) in one.rows.iter().enumerate() {
        let key = row.keys.first().copied().unwrap_or("  ");
        let _ = write!(
            label,
            "<TR><TD>{key}</TD><TD ALIGN=\"LEFT\">{}</TD><TD ALIGN=\"LEFT\" PORT=\"r{at}\">{}</TD></TR>",
            escaped(&row.name),
            escaped(&row.ty)
        );
    }
    label + "</TABLE>"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
