//! A proxy between a client and a database server, for tests and measurements.
//!
//! It holds every chunk for a while, as a network does, and counts turns: how often the client has waited for the server. A
//! judge may lose what passes, or cut the connection, as a network does too.
//! It knows no protocol, and needs nothing but the standard library, so that whatever program is measured can have it inside.

mod judge;
mod pump;

pub use judge::{Chunk, Verdict, Way};

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use judge::Judge;

/// A proxy; dropped, it takes no more connections. Those that it has last as long as both of their ends.
///
/// ```no_run
/// use std::time::Duration;
/// let proxy = covet_wire::Proxy::start("127.0.0.1:5432", Duration::from_millis(5))?;
/// println!("connect to port {}", proxy.address().port());
/// println!("{} turns", proxy.turns());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What the connections of a proxy have in common.
pub(crate) struct Shared {
    /// How long every chunk is held, each way.
    pub(crate) delay: Duration,
    judge: Mutex<Box<Judge>>,
    /// Both ends of every connection.
    sockets: Mutex<Vec<TcpStream>>,
    turns: AtomicU64,
    closed: AtomicBool,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("delay", &self.delay).field("turns", &self.turns).finish_non_exhaustive()
    }
}

impl Proxy {
    /// Listens on a free port of 127.0.0.1, and leads to that server.
    ///
    /// # Errors
    /// When there is no port to be had.
    pub fn start(server: impl Into<String>, delay: Duration) -> io::Result<Self> {
        Self::with(server.into(), delay, Box::new(|_| Verdict::Pass))
    }

    fn with(server: String, delay: Duration, judge: Box<Judge>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            delay,
            judge: Mutex::new(judge),
            sockets: Mutex::default(),
            turns: AtomicU64::new(0),
            closed: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if accepting.closed.load(Ordering::Acquire) {
                    break;
                }
                // A server that refuses shows as a connection that ends at once.
                if let Ok(client) = client
                    && let Ok(server) = TcpStream::connect(&server)
                {
                    let _ = pump::join(client, server, &accepting);
                }
            }
        });
        Ok(Self { address, shared })
    }

    /// A proxy to the server of a URL, and the URL that leads through it.
    ///
    /// # Errors
    /// When the URL names no address, or there is no port to be had.
    ///
    /// ```
    /// let through = covet_wire::Proxy::before("postgres://u:p@127.0.0.1:5432/db", std::time::Duration::ZERO)?;
    /// assert!(through.1.starts_with("postgres://u:p@127.0.0.1:") && through.1.ends_with("/db"));
    /// assert!(!through.1.contains(":5432/"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn before(url: &str, delay: Duration) -> io::Result<(Self, String)> {
        Self::to(url, delay, Box::new(|_| Verdict::Pass))
    }

    /// The same, without a delay, and with a judge who sees every chunk as it comes and says what becomes of it.
    ///
    /// # Errors
    /// As [`before`](Proxy::before).
    ///
    /// ```
    /// use covet_wire::{Proxy, Verdict, Way};
    /// // Whatever the server answers is lost, and the connection with it.
    /// let (proxy, url) = Proxy::judged("postgres://u:p@127.0.0.1:5432/db", |chunk| match chunk.way {
    ///     Way::ToServer => Verdict::Pass,
    ///     Way::ToClient => Verdict::Cut,
    /// })?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn judged(url: &str, judge: impl FnMut(&Chunk<'_>) -> Verdict + Send + 'static) -> io::Result<(Self, String)> {
        Self::to(url, Duration::ZERO, Box::new(judge))
    }

    /// The same, by which the server hears something else than what a client says: to see what a client makes of a server
    /// that there is not.
    ///
    /// # Errors
    /// As [`before`](Proxy::before), and where the two differ in length, for messages say how long they are.
    pub fn rewriting(url: &str, said: &str, heard: &str) -> io::Result<(Self, String)> {
        if said.len() != heard.len() || said.is_empty() {
            let message = format!("`{said}` and `{heard}` differ in length, or are empty");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let (said, heard) = (said.as_bytes().to_vec(), heard.as_bytes().to_vec());
        Self::judged(url, move |chunk| match chunk.way {
            Way::ToServer => Verdict::Instead(judge::replaced(chunk.bytes, &said, &heard)),
            Way::ToClient => Verdict::Pass,
        })
    }

    fn to(url: &str, delay: Duration, judge: Box<Judge>) -> io::Result<(Self, String)> {
        let none = || io::Error::new(io::ErrorKind::InvalidInput, format!("`{url}` has no address"));
        let (start, rest) = url.rsplit_once('@').ok_or_else(none)?;
        let (server, database) = rest.split_once('/').ok_or_else(none)?;
        let proxy = Self::with(server.to_owned(), delay, judge)?;
        let through = format!("{start}@{}/{database}", proxy.address);
        Ok((proxy, through))
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes every connection that there is; new ones are led to the server as before.
    pub fn cut(&self) {
        let sockets = std::mem::take(&mut *self.shared.sockets.lock().unwrap_or_else(PoisonError::into_inner));
        for socket in sockets {
            // What is closed already need not be closed.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    /// How many turns there have been: a turn begins when a client says something, for the first time or behind
    /// something that the server has said.
    pub fn turns(&self) -> u64 {
        self.shared.turns.load(Ordering::Acquire)
    }
}

impl Shared {
    /// What becomes of a chunk. A judge that panicked has said enough: what it was asked before stands.
    pub(crate) fn judge(&self, chunk: &Chunk<'_>) -> Verdict {
        (self.judge.lock().unwrap_or_else(PoisonError::into_inner))(chunk)
    }

    /// Takes note of both ends of a connection.
    pub(crate) fn note(&self, ends: [TcpStream; 2]) {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner).extend(ends);
    }

    pub(crate) fn turn(&self) {
        self.turns.fetch_add(1, Ordering::AcqRel);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Release);
        // The listener looks at that when somebody comes.
        drop(TcpStream::connect(self.address));
    }
}
