use super::SourceMap;
use crate::diagnostic::Diagnostic;

/// A finding as `code line:column text`, with the text under its mark.
pub(super) fn shown(finding: &Diagnostic, sources: &SourceMap) -> String {
    let Some(location) = sources.location(finding.mark) else { return format!("{} nowhere", finding.code) };
    let text = super::render::covered(finding.mark, sources).unwrap_or_default();
    format!("{} {}:{} {text}", finding.code, location.start.0, location.start.1)
}
