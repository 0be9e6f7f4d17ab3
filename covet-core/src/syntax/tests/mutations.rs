//! No input makes a load panic.

use std::fs;
use std::path::Path;

use super::{Project, messages};
use crate::syntax::render;

/// A generator of numbers that are the same on every run.
pub(in crate::syntax) struct Numbers(pub(in crate::syntax) u64);

impl Numbers {
    pub(in crate::syntax) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Cuts, doubles, and replaces parts of a text.
fn mutated(text: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    const PIECES: [&[u8]; 16] = [
        b"(",
        b")",
        b"{",
        b"}",
        b"\"",
        b"|",
        b".",
        b"-",
        b"\r",
        b"\0",
        b"\xff",
        b"m",
        b"r#\"",
        b"999999999999999999999",
        b"'",
        "表".as_bytes(),
    ];
    let mut bytes = text.to_vec();
    for _ in 0..=numbers.below(3) {
        let (a, b) = (numbers.below(bytes.len() + 1), numbers.below(bytes.len() + 1));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 12));
        let piece = match numbers.below(3) {
            0 => Vec::new(),
            1 => PIECES[numbers.below(PIECES.len())].to_vec(),
            _ => bytes[from..to].repeat(2),
        };
        bytes.splice(from..to, piece);
    }
    bytes
}

#[test]
fn no_bytes_make_it_panic() {
    let source = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/blog/0001_posts.rs")).unwrap();
    let steps = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/blog/0003_fill_slugs.rs")).unwrap();
    let order = b"\xef\xbb\xbf# x\n1 was 0 sha256:00\r\n2\n@v1\n".to_vec();
    let config = b"targets = ['postgres >= 14', \"sqlite\"]\n[apps.x]\npath = 'y'\n".to_vec();
    let mut numbers = Numbers(7);
    let project = Project::new(&[("migrations/order.txt", "")]);
    for _ in 0..150 {
        let mut write = |name: &str, text: &[u8]| fs::write(project.path(name), mutated(text, &mut numbers)).unwrap();
        write("migrations/order.txt", &order);
        write("migrations/1.rs", &source);
        write("migrations/2.rs", &steps);
        write("covet.toml", &config);
        let loaded = project.load();
        for finding in loaded.findings.iter() {
            assert!(!render(finding, &loaded.sources).is_empty());
            assert!(finding.mark.index().is_none() || loaded.sources.location(finding.mark).is_some());
        }
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    for (open, close) in [("(", ")"), ("{", "}"), ("[", "]")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let text = format!("#[migration] fn up(m: &mut Migration) {{ m.drop_table({deep}); }}");
        let loaded = Project::new(&[("migrations/order.txt", "1"), ("migrations/1.rs", &text)]).load();
        assert_eq!(loaded.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["not-rust"]);
    }
}

/// What makes a parser go one call deeper for each token; none of it may overflow the stack.
#[test]
fn long_expressions_are_read_or_refused() {
    let load = |expression: String| {
        let text = format!("#[migration] fn up(m: &mut Migration) {{ {expression}; }}");
        Project::new(&[("migrations/order.txt", "1"), ("migrations/1.rs", &text)]).load()
    };
    let chain = load(format!("m.run_sql(\"SELECT 1\"){}", ".reverse(\"\")".repeat(3_000)));
    assert_eq!(messages(&chain), [""; 0]);
    for (piece, times) in [("-", 9_900), ("a=", 4_900), ("||", 4_900), ("1+", 4_900), ("x.", 4_900), ("&", 9_900)] {
        let codes = |times: usize| {
            let loaded = load(format!("m.drop_table({}1)", piece.repeat(times)));
            loaded.findings.iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(times).len(), 1, "{piece}");
        assert_eq!(codes(20_000), ["not-rust"], "{piece}");
    }
}
