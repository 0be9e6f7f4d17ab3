//! Findings as text, in the manner of the compiler.

use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::source::{Location, SourceMap};
use crate::diagnostic::{Diagnostic, Severity};

/// A finding as the compiler would print it, with the line that it is about.
///
/// ```
/// use covet_core::syntax::{Source, SourceMap, render};
/// use covet_core::{Diagnostic, Mark};
///
/// let mut sources = SourceMap::default();
/// let file = sources.add_file("order.txt".into(), Source::Text, "0001_users\n0002_rols\n");
/// let mark = sources.mark(file, (2, 0), (2, 9));
/// let finding = Diagnostic::error("missing-file", mark, "there is no file `0002_rols.rs`").help("did you mean `0002_roles`?");
/// assert_eq!(render(&finding, &sources), "\
/// error: there is no file `0002_rols.rs`
///  --> order.txt:2:1
///   |
/// 2 | 0002_rols
///   | ^^^^^^^^^
///   |
///   = help: did you mean `0002_roles`?");
/// ```
pub fn render(finding: &Diagnostic, sources: &SourceMap) -> String {
    Rendering::default().render(finding, sources)
}

/// How findings are shown as text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rendering<'a> {
    /// In the colours of the compiler, as ANSI escape sequences.
    pub coloured: bool,
    /// Files below this directory are named from there.
    pub base: Option<&'a Path>,
}

impl Rendering<'_> {
    /// A finding as the compiler would print it, with the line that it is about.
    pub fn render(&self, finding: &Diagnostic, sources: &SourceMap) -> String {
        let renderer = if self.coloured { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group(finding, sources, self.base)])
    }
}

fn group<'a>(finding: &'a Diagnostic, sources: &'a SourceMap, base: Option<&Path>) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&finding.message));
    if let Some(location) = sources.location(finding.mark) {
        let path = base.and_then(|base| location.path.strip_prefix(base).ok()).unwrap_or(location.path);
        let path = path.display().to_string();
        let text = sources.text(finding.mark).unwrap_or_default();
        group = match bytes(text, &location) {
            Some(bytes) => {
                let annotation = AnnotationKind::Primary.span(bytes);
                group.element(Snippet::source(text).path(path).annotation(annotation))
            }
            None => group.element(Origin::path(path)),
        };
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help));
    }
    group
}

/// The bytes of a text that a location covers; nothing where it covers none, and so means the file.
fn bytes(text: &str, location: &Location<'_>) -> Option<std::ops::Range<usize>> {
    let (start, end) = (offset(text, location.start)?, offset(text, location.end)?);
    (start < end).then_some(start..end)
}

/// The text that a mark covers.
#[cfg(test)]
pub(super) fn covered(mark: crate::Mark, sources: &SourceMap) -> Option<&str> {
    let text = sources.text(mark)?;
    Some(&text[bytes(text, &sources.location(mark)?)?])
}

fn offset(text: &str, (line, column): (usize, usize)) -> Option<usize> {
    let line_start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let rest = &text[line_start..];
    let column_bytes = rest.chars().take(column).map(char::len_utf8).sum::<usize>();
    Some(line_start + column_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Mark;
    use crate::syntax::Source;

    /// Renders an error at the first `wrong` in `text`.
    fn rendered(text: &str, wrong: &str) -> String {
        let mut sources = SourceMap::default();
        let file = sources.add_file("a.rs".into(), Source::Rust, text);
        let at = text.find(wrong).unwrap();
        let mark = sources.mark_bytes(file, at..at + wrong.len());
        render(&Diagnostic::error("code", mark, "wrong"), &sources)
    }

    fn caret_line(rendered: &str) -> &str {
        rendered.lines().last().unwrap()
    }

    #[test]
    fn tabs_wide_and_combined_characters_keep_the_caret_under_the_token() {
        assert_eq!(rendered("\tt.id(x);\n", "x"), "error: wrong\n --> a.rs:1:7\n  |\n1 |     t.id(x);\n  |          ^");
        assert_eq!(caret_line(&rendered("é x", "x")), "  |   ^");
        assert_eq!(caret_line(&rendered("表 x", "x")), "  |    ^", "two cells");
        assert_eq!(caret_line(&rendered("e\u{301} x", "x")), "  |   ^", "no cell for the accent");
        assert_eq!(caret_line(&rendered("\"表表\"", "\"表表\"")), "  | ^^^^^^");
    }

    #[test]
    fn findings_without_a_place_are_a_message_and_a_remedy() {
        let finding = Diagnostic::warning("code", Mark::NOWHERE, "odd").help("look");
        assert_eq!(render(&finding, &SourceMap::default()), "warning: odd\n |\n = help: look");
    }

    #[test]
    fn files_are_named_from_a_directory_and_coloured_where_asked() {
        let mut sources = SourceMap::default();
        let file = sources.add_file("/app/migrations/a.rs".into(), Source::Rust, "x\n");
        let finding = Diagnostic::error("c", sources.mark(file, (1, 0), (1, 1)), "wrong");
        let rendering = Rendering { base: Some(Path::new("/app")), coloured: false };
        assert!(rendering.render(&finding, &sources).contains("--> migrations/a.rs:1:1"));
        let rendering = Rendering { base: Some(Path::new("/other")), coloured: true };
        let text = rendering.render(&finding, &sources);
        assert!(text.contains("/app/migrations/a.rs:1:1") && text.contains("\u{1b}["), "{text:?}");
    }

    #[test]
    fn a_place_that_covers_nothing_means_the_file() {
        let mut sources = SourceMap::default();
        let file = sources.add_file("a.rs".into(), Source::Text, "");
        let mark = sources.mark(file, (1, 0), (1, 0));
        assert_eq!(render(&Diagnostic::error("c", mark, "empty"), &sources), "error: empty\n--> a.rs");
    }
}
