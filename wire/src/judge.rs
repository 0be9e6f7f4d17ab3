//! Who says what becomes of what passes.

/// Which way a chunk goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// From the client to the server.
    ToServer,
    /// From the server to the client.
    ToClient,
}

/// What one of the two has said: as much as came in one piece.
#[derive(Clone, Copy, Debug)]
pub struct Chunk<'a> {
    /// Which way it goes.
    pub way: Way,
    /// What is said.
    pub bytes: &'a [u8],
}

impl Chunk<'_> {
    /// Whether a word is among what is said.
    ///
    /// ```
    /// use covet_wire::{Chunk, Way};
    /// assert!(Chunk { way: Way::ToServer, bytes: b"BEGIN; COMMIT" }.says("COMMIT"));
    /// ```
    pub fn says(&self, word: &str) -> bool {
        self.bytes.windows(word.len()).any(|some| some == word.as_bytes())
    }
}

/// What becomes of a chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Pass,
    /// This goes on in its place.
    Instead(Vec<u8>),
    /// It is lost, and both ends believe that they are connected.
    Swallow,
    /// It is lost, and the connection with it: both ends are told that it is closed.
    Cut,
}

/// Sees every chunk as it comes, and says what becomes of it.
pub(crate) type Judge = dyn FnMut(&Chunk<'_>) -> Verdict + Send;

/// What was said, with one text in the place of another; one that two chunks share stays.
pub(crate) fn replaced(said: &[u8], text: &[u8], with: &[u8]) -> Vec<u8> {
    let mut heard = Vec::with_capacity(said.len());
    let mut rest = said;
    while let Some(found) = rest.windows(text.len()).position(|window| window == text) {
        heard.extend_from_slice(&rest[..found]);
        heard.extend_from_slice(with);
        rest = &rest[found + text.len()..];
    }
    heard.extend_from_slice(rest);
    heard
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn every_one_is_replaced() {
        assert_eq!(replaced(b"a lock, a lock.", b"lock", b"door"), b"a door, a door.");
        assert_eq!(replaced(b"nothing", b"lock", b"door"), b"nothing");
    }
}
