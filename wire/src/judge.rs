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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Pass,
    /// It is lost, and both ends believe that they are connected.
    Swallow,
    /// It is lost, and the connection with it: both ends are told that it is closed.
    Cut,
}

/// Sees every chunk as it comes, and says what becomes of it.
pub(crate) type Judge = dyn FnMut(&Chunk<'_>) -> Verdict + Send;
