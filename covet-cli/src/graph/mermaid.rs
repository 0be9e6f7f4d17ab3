//! Mermaid, which many a place renders that shows Markdown.

use std::fmt::Write as _;

use super::{Box, Diagram, Edge, Row, Subject};

/// The diagram as Mermaid.
pub(crate) fn mermaid(diagram: &Diagram) -> String {
    match diagram.subject {
        Subject::Tables => entities(diagram),
        Subject::Migrations => flow(diagram),
    }
}

fn entities(diagram: &Diagram) -> String {
    let mut out = String::from("erDiagram\n");
    for one in &diagram.boxes {
        entity(one, &mut out);
    }
    for Edge { from, to, label, one, optional } in &diagram.edges {
        let (to_end, from_end) = (if *optional { "|o" } else { "||" }, if *one { "o|" } else { "o{" });
        let (referred, referring) = (quoted(&diagram.boxes[to.0].title), quoted(&diagram.boxes[from.0].title));
        // Writing to a string does not fail.
        let _ = writeln!(out, "    {referred} {to_end}--{from_end} {referring} : {}", quoted(label));
    }
    out
}

fn entity(one: &Box, out: &mut String) {
    let _ = writeln!(out, "    {} {{", quoted(&one.title));
    for Row { name, ty, keys } in &one.rows {
        let keys = if keys.is_empty() { String::new() } else { format!(" {}", keys.join(", ")) };
        let nullable = if ty.ends_with('?') { " \"nullable\"" } else { "" };
        let _ = writeln!(out, "        {} {}{keys}{nullable}", word(ty.trim_end_matches('?')), word(name));
    }
    out.push_str("    }\n");
}

fn flow(diagram: &Diagram) -> String {
    let mut out = String::from("flowchart LR\n");
    let mut groups: Vec<&str> = diagram.boxes.iter().map(|one| one.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    for (number, group) in groups.into_iter().enumerate() {
        let _ = writeln!(out, "    subgraph g{number}[{}]", quoted(group));
        for (at, one) in diagram.boxes.iter().enumerate().filter(|(_, one)| one.group == group) {
            let name = one.title.strip_prefix(group).and_then(|rest| rest.strip_prefix('/')).unwrap_or(&one.title);
            let _ = writeln!(out, "        m{at}[{}]", quoted(name));
        }
        out.push_str("    end\n");
    }
    for edge in &diagram.edges {
        let _ = writeln!(out, "    m{} --> m{}", edge.to.0, edge.from.0);
    }
    out
}

/// A text in quotes, in which Mermaid has no other quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "#quot;"))
}

/// A text that Mermaid takes for one word of an attribute.
fn word(text: &str) -> String {
    let fits = |letter: char| letter.is_alphanumeric() || "_()[]-".contains(letter);
    let word: String = text.replace(", ", "-").chars().map(|letter| if fits(letter) { letter } else { '_' }).collect();
    if word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') { word } else { format!("_{word}") }
}
