//! SHA-256 checksums, and the chain that proves a whole history with one value.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// A SHA-256, shown as 64 hexadecimal digits.
///
/// ```
/// use covet_core::Checksum;
/// let checksum = Checksum::of(b"");
/// assert!(checksum.to_string().starts_with("e3b0c442"));
/// assert_eq!(checksum.to_string().parse(), Ok(checksum));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Checksum(pub [u8; 32]);

impl Checksum {
    /// The SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Checksum(Sha256::digest(bytes).into())
    }

    /// The first 12 digits, for people.
    pub fn short(&self) -> String {
        let mut text = self.to_string();
        text.truncate(12);
        text
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256: expected 64 hexadecimal digits")]
pub struct NotAChecksum;

impl FromStr for Checksum {
    type Err = NotAChecksum;

    fn from_str(text: &str) -> Result<Self, NotAChecksum> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(NotAChecksum);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| NotAChecksum)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAChecksum)?;
        }
        Ok(Checksum(bytes))
    }
}

/// One value per app that proves its whole history: each link hashes the link before it, a name and a checksum.
///
/// The links are folded in the order in which *one database* applied the migrations of *one app*.
///
/// ```
/// use covet_core::{Chain, Checksum};
/// let one = Chain::EMPTY.link("0001_users", Checksum::of(b"up"));
/// assert_ne!(one, Chain::EMPTY.link("0001_users", Checksum::of(b"edited")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain(pub Checksum);

impl Chain {
    /// The chain of an app without migrations.
    pub const EMPTY: Chain = Chain(Checksum([0; 32]));

    /// The chain after one more migration.
    #[must_use]
    pub fn link(self, name: &str, checksum: Checksum) -> Chain {
        let mut hash = Sha256::new();
        hash.update(self.0.0);
        // The length keeps a name from running over into the checksum.
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name.as_bytes());
        hash.update(checksum.0);
        Chain(Checksum(hash.finalize().into()))
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
