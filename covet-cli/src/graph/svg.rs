//! SVG, drawn by ourselves: whoever has a browser sees it, and no other program is needed.

use std::fmt::Write as _;

use super::layout::{End, Layout, layout};
use super::{Box, Diagram, Edge, Subject};
use crate::terminal::cells;

const LETTER: f64 = 7.25;
const ROW: f64 = 22.0;
const TITLE: f64 = 28.0;
const PADDING: f64 = 10.0;
/// The column of `PK` and `FK`.
const KEYS: f64 = 26.0;
const MARGIN: f64 = 24.0;
/// From the middle of a line of text to where its letters stand.
const BASELINE: f64 = 4.0;
/// The colours of the apps, by day and by night, far from each other one after the other.
const COLOURS: [(&str, &str); 8] = [
    ("#dbeafe", "#1e3a5f"),
    ("#dcfce7", "#1f4a33"),
    ("#ffedd5", "#5a3a1b"),
    ("#ede9fe", "#3f2f63"),
    ("#fce7f3", "#5a2747"),
    ("#cffafe", "#17474f"),
    ("#fee2e2", "#5b2626"),
    ("#fef9c3", "#53491a"),
];

/// Without variables, which not every viewer knows.
const STYLE: &str = "\
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328}
.title{font-weight:600}.dim{fill:#656d76}.key{fill:#656d76;font-size:9px}
.paper{fill:#fff}.box{fill:#fff;stroke:#d0d7de}.head{stroke:#d0d7de}.rule{stroke:#d0d7de}
.edge,.end{fill:none;stroke:#8c959f;stroke-width:1.2}.ring{fill:#fff}.tip{fill:#8c959f}
";

const NIGHT: &str = "\
text{fill:#e6edf3}.dim,.key{fill:#8d96a0}.paper{fill:#0d1117}.box{fill:#161b22;stroke:#30363d}.head,.rule{stroke:#30363d}
.edge,.end{stroke:#6e7681}.ring{fill:#0d1117}.tip{fill:#6e7681}
";

/// How everything looks, by day and by night.
fn style() -> String {
    let (mut day, mut night) = (STYLE.to_owned(), NIGHT.to_owned());
    for (at, (light, dark)) in COLOURS.iter().enumerate() {
        day += &format!(".c{at}{{fill:{light}}}");
        night += &format!(".c{at}{{fill:{dark}}}");
    }
    format!("{day}\n@media(prefers-color-scheme:dark){{\n{night}\n}}")
}

/// The diagram as SVG.
pub(crate) fn svg(diagram: &Diagram) -> String {
    let sizes: Vec<(f64, f64)> = diagram.boxes.iter().map(size).collect();
    let end = |(at, row): (usize, Option<usize>)| End { at, below: height_of(sizes[at].1, row) - sizes[at].1 / 2.0 };
    let edges: Vec<(End, End)> = diagram.edges.iter().map(|edge| (end(edge.from), end(edge.to))).collect();
    let placed = layout(&sizes, &edges);
    // Boxes that stand one above the other are of one width.
    let sizes: Vec<(f64, f64)> =
        sizes.iter().zip(&placed.layers).map(|(size, layer)| (placed.widths[*layer], size.1)).collect();
    let (width, height) = (placed.width + 2.0 * MARGIN, placed.height + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\">\n\
         <style>\n{}\n</style>\n{MARKERS}\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n\
         <g transform=\"translate({MARGIN} {MARGIN})\">\n",
        style()
    );
    for (edge, passes) in diagram.edges.iter().zip(&placed.passes) {
        draw_edge(edge, passes, diagram, &placed, &sizes, &mut out);
    }
    let mut groups: Vec<&str> = diagram.boxes.iter().map(|one| one.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    for ((one, corner), size) in diagram.boxes.iter().zip(&placed.corners).zip(&sizes) {
        let group = groups.binary_search(&one.group.as_str()).unwrap_or_default();
        draw_box(one, *corner, *size, group % COLOURS.len(), &mut out);
    }
    out + "</g>\n</svg>\n"
}

/// How the ends of an edge look: one, none or one, many; and an arrow for what is needed.
const MARKERS: &str = "<defs>\
<marker id=\"one\" markerWidth=\"14\" markerHeight=\"12\" refX=\"12\" refY=\"6\" orient=\"auto-start-reverse\"><path class=\"end\" d=\"M7 1V11\"/></marker>\
<marker id=\"maybe\" markerWidth=\"22\" markerHeight=\"12\" refX=\"20\" refY=\"6\" orient=\"auto-start-reverse\"><path class=\"end\" d=\"M15 1V11\"/><circle class=\"end ring\" cx=\"9\" cy=\"6\" r=\"3.5\"/></marker>\
<marker id=\"many\" markerWidth=\"14\" markerHeight=\"12\" refX=\"12\" refY=\"6\" orient=\"auto-start-reverse\"><path class=\"end\" d=\"M12 1L3 6L12 11\"/></marker>\
<marker id=\"arrow\" markerWidth=\"10\" markerHeight=\"10\" refX=\"9\" refY=\"5\" orient=\"auto-start-reverse\"><path d=\"M1 1L9 5L1 9z\" class=\"tip\"/></marker>\
</defs>";

fn size(one: &Box) -> (f64, f64) {
    let text = |text: &str| cells(text) as f64 * LETTER;
    let row = one.rows.iter().map(|row| KEYS + text(&row.name) + 2.0 * LETTER + text(&row.ty)).fold(0.0, f64::max);
    // The title is bold, and a little wider.
    let width = row.max(text(&one.title) * 1.03) + 2.0 * PADDING;
    (width.max(90.0).ceil(), TITLE + ROW * one.rows.len() as f64)
}

/// How far below the upper end of a box the middle of a row is, or that of the box.
fn height_of(height: f64, row: Option<usize>) -> f64 {
    row.map_or(height / 2.0, |row| TITLE + ROW * (row as f64 + 0.5))
}

fn draw_box(one: &Box, (x, y): (f64, f64), (width, height): (f64, f64), colour: usize, out: &mut String) {
    let head = match one.rows.is_empty() {
        true => format!(
            "M6 0H{0}a6 6 0 0 1 6 6V{1}a6 6 0 0 1 -6 6H6a6 6 0 0 1 -6 -6V6a6 6 0 0 1 6 -6z",
            width - 6.0,
            TITLE - 6.0
        ),
        false => format!("M0 {TITLE}V6a6 6 0 0 1 6 -6H{}a6 6 0 0 1 6 6V{TITLE}z", width - 6.0),
    };
    // Writing to a string does not fail.
    let _ = writeln!(
        out,
        "<g transform=\"translate({x:.1} {y:.1})\"><rect class=\"box\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\
         <path class=\"head c{colour}\" d=\"{head}\"/><text class=\"title\" x=\"{PADDING}\" y=\"{}\">{}</text>",
        TITLE / 2.0 + BASELINE,
        escaped(&one.title),
    );
    for (at, row) in one.rows.iter().enumerate() {
        let top = TITLE + ROW * at as f64;
        let middle = top + ROW / 2.0 + BASELINE;
        let weight = if row.keys.first() == Some(&"PK") { " font-weight=\"600\"" } else { "" };
        let _ = writeln!(
            out,
            "<path class=\"rule\" d=\"M0 {top}H{width}\"/><text class=\"key\" x=\"{PADDING}\" y=\"{middle}\">{}</text>\
             <text x=\"{}\" y=\"{middle}\"{weight}>{}</text>\
             <text class=\"dim\" x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{}</text>",
            row.keys.first().copied().unwrap_or_default(),
            PADDING + KEYS,
            escaped(&row.name),
            width - PADDING,
            escaped(&row.ty),
        );
    }
    out.push_str("</g>\n");
}

/// An edge, from the row that refers to the row that is referred to, between the boxes that are in its way.
fn draw_edge(
    edge: &Edge,
    passes: &[(f64, f64, f64)],
    diagram: &Diagram,
    placed: &Layout,
    sizes: &[(f64, f64)],
    out: &mut String,
) {
    let ((from, from_row), (to, to_row)) = (edge.from, edge.to);
    let height = |at: usize, row: Option<usize>| placed.corners[at].1 + height_of(sizes[at].1, row);
    let (start_y, end_y) = (height(from, from_row), height(to, to_row));
    let left = |at: usize| placed.corners[at].0;
    let right = |at: usize| placed.corners[at].0 + sizes[at].0;
    let path = if from == to {
        let x = right(from);
        format!("M{x:.1} {start_y:.1}C{0:.1} {start_y:.1} {0:.1} {end_y:.1} {x:.1} {end_y:.1}", x + 44.0)
    } else if placed.layers[from] > placed.layers[to] {
        let stretches: Vec<_> = passes.iter().rev().map(|(left, right, y)| (*right, *left, *y)).collect();
        curve((left(from), start_y), &stretches, (right(to), end_y))
    } else {
        curve((right(from), start_y), passes, (left(to), end_y))
    };
    let (start, end) = match diagram.subject {
        Subject::Migrations => ("arrow", ""),
        Subject::Tables => (if edge.one { "one" } else { "many" }, if edge.optional { "maybe" } else { "one" }),
    };
    let end = if end.is_empty() { String::new() } else { format!(" marker-end=\"url(#{end})\"") };
    let title = format!("{} → {}: {}", diagram.boxes[from].title, diagram.boxes[to].title, edge.label);
    let title = escaped(title.trim_end_matches(": "));
    // Writing to a string does not fail.
    let _ = writeln!(
        out,
        "<path class=\"edge\" d=\"{path}\" marker-start=\"url(#{start})\"{end}><title>{title}</title></path>"
    );
}

/// A path that leaves and arrives level, and is level on these stretches.
fn curve(start: (f64, f64), stretches: &[(f64, f64, f64)], end: (f64, f64)) -> String {
    let mut path = format!("M{:.1} {:.1}", start.0, start.1);
    let mut at = start;
    for (begin, finish, y) in stretches {
        bend(&mut at, (*begin, *y), &mut path);
        if begin != finish {
            // Writing to a string does not fail.
            let _ = write!(path, "H{finish:.1}");
        }
        at = (*finish, *y);
    }
    bend(&mut at, end, &mut path);
    path
}

/// Goes on to a place, unless it is there; a line of no length would turn the marker at its end anyhow.
fn bend(at: &mut (f64, f64), to: (f64, f64), path: &mut String) {
    if *at != to {
        let middle = f64::midpoint(at.0, to.0);
        let _ = write!(path, "C{middle:.1} {:.1} {middle:.1} {:.1} {:.1} {:.1}", at.1, to.1, to.0, to.1);
        *at = to;
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
